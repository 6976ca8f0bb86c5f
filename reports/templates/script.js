// Optional: search, filters, unfold all, copy as TeX, keys. The page is complete without it.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const by = id => document.getElementById(id);
  const tools = by("tools");
  if (!tools || !by("claims").querySelector(".claim")) return;
  tools.hidden = false;
  const claims = all(".claim"), box = by("find"), count = by("count"), fold = by("fold"), keys = by("keys");
  const filters = all("button[data-f]", tools);
  const words = new Map(claims.map(claim => [claim, claim.textContent.toLowerCase()]));
  let chosen = "", unfolded = false;

  const fits = (claim, word) => (!chosen || (chosen === "un" ? "un" in claim.dataset : claim.dataset.v === chosen)) && words.get(claim).includes(word);
  const show = () => {
    const word = box.value.trim().toLowerCase();
    const shown = claims.filter(claim => !(claim.hidden = !fits(claim, word))).length;
    document.body.classList.toggle("some", shown < claims.length);
    count.textContent = shown === claims.length ? "" : `${shown} of ${claims.length} shown`;
    filters.forEach(button => button.setAttribute("aria-pressed", String(chosen !== "" && button.dataset.f === chosen)));
  };
  filters.forEach(button => { button.onclick = () => { chosen = chosen === button.dataset.f ? "" : button.dataset.f; show(); }; });
  box.oninput = show;

  const unfold = open => all("details").forEach(part => { part.open = open; });
  fold.onclick = () => { unfold(unfolded = !unfolded); fold.textContent = unfolded ? "fold all" : "unfold all"; };
  addEventListener("beforeprint", () => unfold(true));
  addEventListener("afterprint", () => unfold(unfolded));

  all(".where, .given").forEach(part => { if (part.scrollWidth > part.clientWidth) part.tabIndex = 0; });
  all(".eq").forEach(equation => {
    if (equation.scrollWidth > equation.clientWidth) equation.tabIndex = 0;
    const source = equation.querySelector("annotation");
    if (!source) return;
    const button = document.createElement("button");
    button.type = "button"; button.textContent = "TeX"; button.title = "copy this formula as LaTeX";
    button.onclick = async () => {
      try { await navigator.clipboard.writeText(source.textContent); button.textContent = "copied"; }
      catch { prompt("LaTeX", source.textContent); }
      setTimeout(() => { button.textContent = "TeX"; }, 1200);
    };
    equation.append(button);
  });

  addEventListener("hashchange", () => {
    const claim = by(decodeURIComponent(location.hash.slice(1)));
    if (claim && claim.hidden) { chosen = ""; box.value = ""; show(); claim.scrollIntoView(); }
  });
  const step = forward => {
    const visible = claims.filter(claim => !claim.hidden), tops = visible.map(claim => claim.getBoundingClientRect().top);
    const next = forward ? visible[tops.findIndex(top => top > 60)] : visible[tops.findLastIndex(top => top < 10)];
    if (next) { next.scrollIntoView(); next.querySelector(".no").focus({ preventScroll: true }); }
  };
  addEventListener("keydown", event => {
    if (event.key === "Escape" && document.activeElement === box) { box.value = ""; show(); box.blur(); return; }
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) && document.activeElement !== keys;
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey || typing) return;
    if (event.key === "/") { event.preventDefault(); box.focus(); }
    else if (event.key === "e") fold.click();
    else if (event.key === "j" || event.key === "k") step(event.key === "j");
  });
})();
