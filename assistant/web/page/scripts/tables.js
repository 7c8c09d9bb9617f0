// Wide tables: a cue on each side where there are more columns.
(() => {
  const watched = new WeakSet()
  const tell = (node) => {
    node.toggleAttribute("data-before", node.scrollLeft > 2)
    node.parentElement.toggleAttribute("data-after", node.scrollLeft + node.clientWidth < node.scrollWidth - 2)
  }
  const sized = new ResizeObserver((all) => all.forEach(({ target }) => tell(target.closest(".mimi-scroll"))))
  document.addEventListener("scroll", (event) => { if (event.target.classList?.contains("mimi-scroll")) tell(event.target) }, { capture: true, passive: true })
  new MutationObserver(() => document.querySelectorAll(".mimi-scroll").forEach((node) => {
    if (watched.has(node)) return
    watched.add(node)
    sized.observe(node)
    sized.observe(node.firstElementChild)
  })).observe(document.documentElement, { childList: true, subtree: true })
})();
