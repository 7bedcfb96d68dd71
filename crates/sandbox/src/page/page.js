// Keeps the lists up to date while nobody is working in them. Without this script a reload does the same.
const follow = document.getElementById("follow");
document.getElementById("live").hidden = false;

setInterval(async () => {
  if (!follow.checked || document.hidden) return;
  const response = await fetch("/").catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const id of ["objects", "requests"]) {
    const old = document.getElementById(id);
    const now = page.getElementById(id);
    if (!old.contains(document.activeElement) && old.innerHTML !== now.innerHTML) old.replaceWith(now);
  }
}, 1000);
