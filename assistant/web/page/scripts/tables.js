// Wide tables: as wide as the view allows, with a cue on each side where there are more columns.
(() => {
  const list = window.mimicom.conversation
  const ROOMY = 1240 // pixels of the view in which all the usual columns stand at their full size
  const room = new ResizeObserver(([{ target }]) => {
    target.style.setProperty("--mimi-view", `${target.clientWidth}px`)
    target.toggleAttribute("data-roomy", target.clientWidth >= ROOMY)
  })
  list.onEnter(() => { room.disconnect(); room.observe(list.box) })

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
