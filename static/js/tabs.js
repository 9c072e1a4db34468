// Tabs as in the ARIA pattern: one tab stop, arrows move (reading direction respected), Home and End.
// Markup: [role=tablist] > button[role=tab][aria-controls]; panels [role=tabpanel]; without script all panels show.

/** Selects a tab; fires `tab-selected` on it. */
export function select(tab, { focus = false } = {}) {
  for (const other of tabsOf(tab)) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls"));
    if (panel) panel.hidden = !chosen;
  }
  if (focus) tab.focus();
  tab.dispatchEvent(new CustomEvent("tab-selected", { bubbles: true }));
}

const tabsOf = (tab) => [...tab.closest('[role="tablist"]').querySelectorAll('[role="tab"]')];

document.addEventListener("click", (event) => {
  const tab = event.target.closest('[role="tab"]');
  if (tab) select(tab);
});

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.('[role="tab"]');
  const step = tab && stepOf(event.key, getComputedStyle(tab).direction);
  if (step === undefined || step === null) return;
  event.preventDefault();
  const tabs = tabsOf(tab);
  const at = step === "first" ? 0 : step === "last" ? -1 : (tabs.indexOf(tab) + step) % tabs.length;
  select(tabs.at(at), { focus: true });
});

function stepOf(key, direction) {
  const forward = direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = direction === "rtl" ? "ArrowRight" : "ArrowLeft";
  return { [forward]: 1, [back]: -1, Home: "first", End: "last" }[key] ?? null;
}

for (const list of document.querySelectorAll('[role="tablist"]')) {
  const tabs = [...list.querySelectorAll('[role="tab"]')];
  const chosen = tabs.find((tab) => tab.getAttribute("aria-selected") === "true") ?? tabs[0];
  if (chosen) select(chosen);
}
