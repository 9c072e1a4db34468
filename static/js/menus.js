// <details data-menu> is a menu without script; with script it also closes on Escape and on a click outside.
document.addEventListener("click", (event) => closeAll((menu) => !menu.contains(event.target)));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest?.("details[data-menu][open]");
  closeAll(() => true);
  open?.querySelector("summary").focus();
});

function closeAll(which) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (which(menu)) menu.open = false;
  }
}
