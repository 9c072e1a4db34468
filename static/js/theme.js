// The display form works without script (a cookie and a reload); with script the page changes at once.
const YEAR_SECONDS = 365 * 24 * 3600;

document.addEventListener("submit", (event) => {
  const theme = event.target.matches("[data-theme-form]") && event.submitter?.value;
  if (!theme) return;
  event.preventDefault();
  document.documentElement.dataset.theme = theme;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${secure}`;
  for (const button of document.querySelectorAll("[data-theme-form] button")) {
    if (button.value === theme) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
});
