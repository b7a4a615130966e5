// What Gradio does not do: this brings a new question to the top of the window, shows the quote of a citation and its
// article beside the answer, does what the buttons below an answer say, and tells screen readers what is what. The texts that it moves
// come from our own pages and are made inert there; nothing here turns text into markup.
(() => {
  const PHONE = matchMedia("(max-width: 700px)");
  const all = (where, what) => [...where.querySelectorAll(what)];
  const words = (node) => (node?.textContent ?? "").replace(/\s+/g, " ").trim();
  const add = (tag, attributes, ...inside) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  };

  // The quote of a citation, while the pointer or the focus is on its marker.
  const card = add("div", { id: "otr-card", role: "tooltip", hidden: "" });
  let shownFor = null;
  const numberOf = (marker) => marker.lastChild.textContent;
  const show = (marker) => {
    if (marker === shownFor) return;
    hide();
    const source = marker.closest(".otr-answer").querySelector(`.otr-sources li[value="${numberOf(marker)}"]`);
    if (!source) return;
    card.replaceChildren(...all(source, ".otr-quote, .otr-origin").map((part) => part.cloneNode(true)));
    card.hidden = false;
    const place = marker.getBoundingClientRect();
    const { width, height } = card.getBoundingClientRect();
    const below = place.bottom + height < innerHeight || place.top < height;
    card.style.left = `${Math.max(8, Math.min(place.left - 24, document.documentElement.clientWidth - width - 8))}px`;
    card.style.top = `${below ? place.bottom - 1 : place.top - height + 1}px`;
    marker.setAttribute("aria-describedby", card.id);
    shownFor = marker;
  };
  const hide = () => {
    shownFor?.removeAttribute("aria-describedby");
    shownFor = null;
    card.hidden = true;
  };
  for (const looked of ["pointerover", "focusin"]) {
    document.addEventListener(looked, ({ target, pointerType }) => {
      const marker = target.closest?.(".otr-marker");
      if (marker && pointerType !== "touch") show(marker);
      else if (!card.contains(target)) hide();
    });
  }
  addEventListener("scroll", hide, { passive: true });

  // The article of a citation, beside the answer, or over it on a phone.
  const close = add("button", { type: "button", class: "otr-act" }, "Close");
  const whole = add("a", { target: "_blank", rel: "noopener" }, "Open as a page");
  const shelf = add("div", { class: "otr-shelf" });
  const panel = add("dialog", { id: "otr-panel", "aria-label": "Article" },
    add("div", { class: "otr-bar" }, close, whole), shelf);
  let opener = null;
  const articleAt = async (address) => {
    const answer = await fetch(address);
    const article = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("article");
    if (!article) throw new Error(address);
    for (const link of all(article, "a[href]:not([href^='#'])")) {
      link.target = "_blank";
      link.rel = "noopener noreferrer nofollow";
    }
    return document.adoptNode(article);
  };
  const open = async (link) => {
    hide();
    opener = link;
    whole.href = link.href;
    shelf.replaceChildren(add("p", { role: "status" }, "Opening the article…"));
    if (!panel.open) PHONE.matches ? panel.showModal() : panel.show();
    document.documentElement.classList.add("otr-reading");
    const article = await articleAt(link.href).catch(() => null);
    if (opener !== link || !panel.open) return;
    shelf.replaceChildren(article ?? add("p", { role: "alert" }, "The article did not come. Open it as a page instead."));
    const mark = shelf.querySelector("#quote");
    mark?.setAttribute("tabindex", "-1");
    (mark ?? close).focus({ preventScroll: true });
    mark?.scrollIntoView({ block: "center" });
  };
  close.addEventListener("click", () => panel.close());
  panel.addEventListener("close", () => {
    document.documentElement.classList.remove("otr-reading");
    if (opener?.isConnected) opener.focus({ preventScroll: true });
    hide();
    opener = null;
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (shownFor) hide();
    else if (panel.open) panel.close();
  });

  // Copying, with the citations as text or as links.
  const plain = (text) => text;
  const marked = (text) => text.replace(/[\\`*_[\]<>|#~]/g, "\\$&");
  const written = (answer, markdown) => {
    const kept = markdown ? marked : plain;
    const inline = (part) => [...part.childNodes].map((node) => {
      if (!node.classList?.contains("otr-marker")) return kept(node.textContent);
      return markdown ? ` [[${numberOf(node)}]](${node.href})` : ` [${numberOf(node)}]`;
    }).join("").replace(/\s+/g, " ").trim();
    const rows = all(answer, "tr").map((row) => [...row.cells].map(inline));
    if (markdown && rows.length) rows.splice(1, 0, rows[0].map(() => "---"));
    const table = rows.map((row) => (markdown ? `| ${row.join(" | ")} |` : row.join(" – "))).join("\n");
    const sources = all(answer, ".otr-sources li").map((item) => {
      const [quote, origin, { href }] = [".otr-quote", ".otr-origin", ".otr-read"].map((one) => item.querySelector(one));
      return `${markdown ? `${item.value}. ` : `[${item.value}] `}${kept(words(quote))} ${kept(words(origin))}, ${href}`;
    }).join("\n");
    const asked = kept(words(answer.closest(".bot-row")?.previousElementSibling?.querySelector(".message-content")));
    const said = all(answer, ".otr-text").map(inline);
    const standing = all(answer, ":scope > .otr-quiet").map((line) => kept(words(line)));
    return [markdown ? `**${asked}**` : asked, ...said, table, ...standing, sources].filter(Boolean).join("\n\n");
  };
  const toClipboard = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = add("textarea", {}); // pages that are not served over TLS have no clipboard
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("copy");
  };

  // The buttons below an answer; each says in its name what it does.
  const say = (answer, text) => { answer.querySelector(".otr-said").textContent = text; };
  const judge = async (answer, body) => {
    const given = await fetch("/api/feedback", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ answer_id: answer.querySelector(".otr-tools").id, ...body }),
    }).then(async (reply) => (reply.ok ? null : (await reply.json()).error), () => "The server cannot be reached.");
    if (!given) {
      for (const one of all(answer, "[name=verdict], [name=reason]")) {
        one.ariaPressed = String([body.verdict, body.reason].includes(one.value));
      }
    }
    say(answer, given ?? "Thank you.");
  };
  const acts = {
    copy: (answer, { value }) => {
      const text = value === "link" ? answer.querySelector(".otr-share").href : written(answer, value === "markdown");
      toClipboard(text).then(() => say(answer, "Copied."), () => say(answer, "Your browser does not let the page copy."));
    },
    verdict: (answer, button) => {
      answer.querySelector(".otr-reasons").hidden = button.value === "up";
      judge(answer, { verdict: button.value });
    },
    reason: (answer, button) => judge(answer, { verdict: "down", reason: button.value }),
    press: (_, { value }) => document.getElementById(`otr-${value}`).click(),
    ask: (_, { value }) => {
      const field = document.querySelector("#otr-field textarea");
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      setTimeout(() => document.getElementById("otr-ask").click());
    },
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".otr-marker, .otr-read");
    const aside = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (link && !aside) {
      event.preventDefault();
      open(link);
    }
    const button = event.target.closest(".otr-act[name]");
    if (button) acts[button.name](button.closest(".otr-answer, .otr-note"), button);
    if (event.target.closest(".label-wrap")) setTimeout(look, 50);
    if (button?.value === "edit") document.querySelector("#otr-field textarea").focus();
  });

  // A new question goes to the top of the window, and a finished answer is read out once, not at each of its steps.
  let seen = 0;
  let until = 0;
  let told = null;
  const news = add("p", { class: "otr-hidden", role: "status" });
  const asked = () => document.querySelectorAll("#otr-chat .user-row");
  const align = () => {
    // While the examples go and the answer comes, everything moves; keep the question where it belongs.
    if (performance.now() < until) asked()[seen - 1]?.scrollIntoView({ block: "start" });
  };
  const describe = (what, attributes) => {
    for (const node of all(document, what)) {
      for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    }
  };
  const look = () => {
    for (const message of document.querySelectorAll("#otr-chat [data-testid][aria-label]")) {
      message.removeAttribute("aria-label");
    }
    describe("#otr-chat [role=log]", { "aria-live": "off", "aria-label": "Questions and answers" });
    describe("#otr-chat .user-row .message-content", { role: "heading", "aria-level": "2" });
    describe("#otr-date .label-wrap .icon", { "aria-hidden": "true" });
    for (const fold of all(document, "#otr-date .label-wrap")) fold.ariaExpanded = String(fold.classList.contains("open"));
    const count = asked().length;
    if (count > seen) {
      until = performance.now() + 700;
      for (const wait of [100, 300, 600]) setTimeout(align, wait);
    }
    seen = count;
    const done = all(document, "#otr-chat .otr-tools, #otr-chat .otr-note").at(-1);
    if (done && done !== told) {
      news.textContent = all(done.closest(".message-content"), ".otr-text, .otr-note > p").map(words).join(" ");
    }
    told = done;
    align();
  };
  for (const moved of ["wheel", "touchmove", "pointerdown"]) {
    addEventListener(moved, () => { until = 0; }, { passive: true });
  }
  document.body.append(card, panel, news);
  new MutationObserver(look).observe(document.querySelector("gradio-app"), { childList: true, subtree: true });
})();
