// Two things that the chat component does not do: it brings a new question to the top of the window, so that
// its answer is read from the beginning, and it takes away labels that would read markup aloud.
(() => {
  let seen = 0;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const look = () => {
    for (const message of document.querySelectorAll("#otr-chat [data-testid][aria-label]")) {
      message.removeAttribute("aria-label");
    }
    const asked = document.querySelectorAll("#otr-chat .user-row");
    if (asked.length > seen) {
      asked[asked.length - 1].scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
    }
    seen = asked.length;
  };
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
})();
