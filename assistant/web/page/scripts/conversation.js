// The list of messages as the page shows it: where it scrolls, its turns, and when it changes.
(() => {
  const mimicom = (window.mimicom = window.mimicom || {})
  const entered = [], left = [], changed = []
  let due = false

  const list = (mimicom.conversation = {
    box: null, // what scrolls
    column: null, // what holds the messages
    id: (step) => step?.querySelector("[id^=step-]")?.id,
    find: (id) => (id ? document.getElementById(id)?.closest(".step") : null),
    isRequest: (step) => step.dataset.stepType === "user_message",
    steps: () => [...list.column.children].filter((one) => one.dataset.stepType),
    answering: () => Boolean(document.querySelector("#stop-button")),
    onEnter: (told) => entered.push(told),
    onLeave: (told) => left.push(told),
    onChange: (told) => changed.push(told),
  })

  // Whether a conversation is shown; another one, or the same opened again, is entered anew.
  const enter = () => {
    const first = document.querySelector("[data-step-type]")
    if (first && list.box?.isConnected && list.column.contains(first)) return true
    if (list.box) left.forEach((tell) => tell())
    list.column = first?.parentElement || null
    list.box = list.column?.parentElement || null
    list.box?.classList.add("mimi-view")
    if (list.box) entered.forEach((tell) => tell())
    return Boolean(list.box)
  }
  const look = () => {
    due = false
    const shown = enter()
    changed.forEach((tell) => tell(shown))
  }
  new MutationObserver((changes) => {
    if (due || changes.every((one) => one.target.closest?.("#mimi-down"))) return
    due = true
    // A hidden tab draws no frames.
    if (document.hidden) setTimeout(look)
    else requestAnimationFrame(look)
  }).observe(document.documentElement, { childList: true, subtree: true })
})();
