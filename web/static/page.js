// Two things that the chat component does not do: it brings a new question to the top of the window, so that
// its answer is read from the beginning, and it takes away labels that would read markup aloud.
(() => {
  let seen = 0;
  let until = 0;
  const asked = () => document.querySelectorAll("#otr-chat .user-row");
  const align = () => {
    // While the examples go and the answer comes, everything moves; keep the question where it belongs.
    if (performance.now() < until) asked()[seen - 1]?.scrollIntoView({ block: "start" });
  };
  const look = () => {
    for (const message of document.querySelectorAll("#otr-chat [data-testid][aria-label]")) {
      message.removeAttribute("aria-label");
    }
    const count = asked().length;
    if (count > seen) {
      until = performance.now() + 700;
      for (const wait of [100, 300, 600]) setTimeout(align, wait);
    }
    seen = count;
    align();
  };
  for (const moved of ["wheel", "touchmove", "pointerdown"]) {
    addEventListener(moved, () => { until = 0; }, { passive: true });
  }
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
})();
