// Each event makes Chainlit draw all messages anew: the older turns of a long conversation sleep, in
// this page only, until one scrolls up to them or presses the button that stands for them.
(() => {
  const mimicom = window.mimicom, list = mimicom.conversation
  const KEPT = 5, MOST = 8, WOKEN = 10 // turns
  const NEAR = "600px 0px 0px 0px"
  const isRequest = (message) => message.type === "user_message"
  const aside = []
  let near = false // whether the view is near the button
  let watch = null

  // Where the nth turn from the end begins; 0 where there are fewer.
  const beginning = (messages, turns) => {
    const requests = messages.flatMap((message, rank) => (isRequest(message) ? [rank] : []))
    return requests.length > turns ? requests[requests.length - turns] : 0
  }
  const wake = () => {
    const back = aside.splice(beginning(aside, WOKEN))
    list.hold(list.steps()[0])
    mimicom.setMessages((messages) => [...back, ...messages])
  }
  const putAside = (messages) => {
    const cut = beginning(messages, KEPT)
    aside.push(...messages.slice(0, cut))
    return messages.slice(cut)
  }
  const button = Object.assign(document.createElement("button"), { type: "button", id: "mimi-older", onclick: wake })
  // A job under way tells its end from where it is.
  const working = () => document.querySelector(".mimi-progress:not([data-state=done]):not([data-state=failed]):not([data-state=cancelled])")

  // While the newest turn is held in view nobody scrolls: what is put aside would come back at once.
  const come = () => { if (near && aside.length && list.scrolledByHand()) wake() }

  list.onLeave(() => { aside.length = 0; near = false; watch?.disconnect() })
  list.onEnter(() => {
    watch = new IntersectionObserver((all) => { near = all[all.length - 1].isIntersecting; come() }, { root: list.box, rootMargin: NEAR })
    watch.observe(button)
    list.box.addEventListener("scroll", come, { passive: true })
  })
  list.onChange((shown) => {
    if (!shown) return
    const turns = list.steps().filter(list.isRequest).length
    if (turns > MOST && mimicom.setMessages && list.atTurn() && !list.answering() && !working()) mimicom.setMessages(putAside)
    const words = `Afficher les échanges précédents (${aside.filter(isRequest).length})`
    // An unchanged text written again would be a change, for ever.
    if (button.textContent !== words) button.textContent = words
    if (!aside.length) button.remove()
    else if (button.parentElement !== list.column) list.column.prepend(button)
  })
})();
