// What the host tells the page beside its messages.
(() => {
  // Called while its user looks elsewhere: the title counts, a notification shows where allowed.
  let unseen = 0
  const title = document.title
  const call = (text) => {
    if (!document.hidden) return
    unseen += 1
    document.title = `(${unseen}) MimiCom`
    try {
      if (window.Notification?.permission === "granted") new Notification("MimiCom", { body: text, tag: text, icon: "/public/favicon.svg" })
    } catch { /* a phone's browser has none from a page: the title and the message suffice */ }
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !unseen) return
    unseen = 0
    document.title = title || "MimiCom"
  })
  // Asked once, at a click, where the browser would answer at all.
  const offer = () => {
    if (!window.isSecureContext || window.Notification?.permission !== "default" || localStorage.getItem("mimi-notify")) return
    if (document.querySelector("#mimi-notify")) return
    const bar = Object.assign(document.createElement("div"), { id: "mimi-notify" })
    bar.setAttribute("role", "status")
    bar.innerHTML = '<p>Être prévenu de vos rappels même quand cette page est cachée ?</p><button type="button" data-yes>Oui</button><button type="button">Non merci</button>'
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("button")
      if (!button) return
      localStorage.setItem("mimi-notify", "asked")
      bar.remove()
      if ("yes" in button.dataset) Notification.requestPermission()
    })
    const composer = document.querySelector("#message-composer")
    if (composer) composer.before(bar)
  }
  addEventListener("message", (event) => {
    const told = event.data
    if (event.source !== window || !told?.mimicom) return
    // Chainlit sets the address only where the list of conversations is open: a phone would lose the
    // conversation when it reloads.
    if (told.mimicom === "thread" && location.pathname === "/") history.replaceState(history.state, "", `/thread/${told.id}`)
    if (told.mimicom === "reminder") { call(told.text); offer() }
  })
})();
