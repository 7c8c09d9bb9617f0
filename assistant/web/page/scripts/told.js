// What the host tells the page beside its messages.
(() => {
  addEventListener("message", (event) => {
    const told = event.data
    if (event.source !== window || !told?.mimicom) return
    // Chainlit sets the address only where the list of conversations is open: a phone would lose the
    // conversation when it reloads.
    if (told.mimicom === "thread" && location.pathname === "/") history.replaceState(history.state, "", `/thread/${told.id}`)
  })
})();
