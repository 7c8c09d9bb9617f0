// The page of connection says why it is there, where a session ended: by a new password, an admin, time.
(() => {
  const KEY = "mimi-in"
  const WORDS = "Votre session est terminée. Reconnectez-vous ; si vous venez de changer d'adresse ou de mot de passe, avec les nouveaux."
  let inside = false
  const tell = () => {
    // A message: the composer alone is drawn before Chainlit knows that nobody is in.
    if (document.querySelector("[data-step-type]")) {
      if (!inside) sessionStorage.setItem(KEY, "yes")
      inside = true
      return
    }
    inside = false
    const form = document.querySelector("#password")?.closest("form")
    if (!form || !sessionStorage.getItem(KEY) || document.querySelector("#mimi-left")) return
    const line = Object.assign(document.createElement("p"), { id: "mimi-left", textContent: WORDS })
    line.setAttribute("role", "status")
    form.prepend(line)
  }
  // Told again at each drawing of the form, until somebody is in.
  new MutationObserver(tell).observe(document.documentElement, { childList: true, subtree: true })
})();
