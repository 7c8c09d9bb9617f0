// Each event makes Chainlit draw all messages anew: in a long conversation the older turns are put
// aside, in this page only, and come back by a button.
(() => {
  const mimicom = window.mimicom, list = mimicom.conversation
  const KEPT = 10, MOST = 20 // turns
  const isRequest = (message) => message.type === "user_message"
  const aside = []
  let wanted = false // asked for: they stay, in this conversation

  const button = Object.assign(document.createElement("button"), { type: "button", id: "mimi-older" })
  button.onclick = () => {
    const back = aside.splice(0)
    wanted = true
    list.hold(list.steps()[0])
    mimicom.setMessages((messages) => [...back, ...messages])
  }
  // A job under way tells its end from where it is.
  const working = () => document.querySelector(".mimi-progress:not([data-state=done]):not([data-state=failed]):not([data-state=cancelled])")
  const putAside = (messages) => {
    const requests = messages.flatMap((message, rank) => (isRequest(message) ? [rank] : []))
    const cut = requests[requests.length - KEPT]
    if (!cut) return messages
    aside.push(...messages.slice(0, cut))
    return messages.slice(cut)
  }

  list.onLeave(() => { aside.length = 0; wanted = false })
  list.onChange((shown) => {
    if (!shown) return
    const turns = list.steps().filter(list.isRequest).length
    if (!wanted && turns > MOST && mimicom.setMessages && list.atTurn() && !list.answering() && !working()) mimicom.setMessages(putAside)
    const words = `Afficher les échanges précédents (${aside.filter(isRequest).length})`
    // An unchanged text written again would be a change, for ever.
    if (button.textContent !== words) button.textContent = words
    if (!aside.length) button.remove()
    else if (button.parentElement !== list.column) list.column.prepend(button)
  })
})();
