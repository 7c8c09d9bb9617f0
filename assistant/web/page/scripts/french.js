// Chainlit keeps a few English sentences in its code: this says them in French.
(() => {
  const SAID = [
    [/^File type must be .*$/, "Ce type de fichier n'est pas accepté : déposez un classeur Excel (.xlsx) ou LibreOffice (.ods), ou un fichier CSV."],
    [/^File is larger than .*$/, "Ce fichier est trop gros (50 Mo au plus)."],
    [/^Le fichier n'a pas pu être envoyé.*$/s, "Ce fichier n'a pas pu être envoyé. S'il est vide, vérifiez que c'est le bon ; sinon, réessayez."],
    [/^Failed to upload.*$/, "Le fichier n'a pas pu être envoyé. Est-il vide ?"],
    [/^Upload failed.*$/, "Le fichier n'a pas pu être envoyé. Est-il vide ?"],
    [/^Couldn't resume chat.*$/, "Cette conversation n'a pas pu être rouverte."],
    [/^Thread not found\.?$/, "Cette conversation n'existe plus."],
    [/^Too many files.*$/, "Un seul fichier à la fois."],
    [/^Toggle theme$/, "Changer de thème"],
    [/^Toggle Sidebar$/, "Afficher ou cacher les conversations"],
    [/^Close$/, "Fermer"],
    [/^Raw code$/, "Texte"],
    [/^Avatar for /, "MimiCom"],
  ]
  const french = (text) => {
    const found = SAID.find(([said]) => said.test(text.trim()))
    return found ? found[1] : null
  }
  // Icons without a name, by their id; and names in English.
  const NAMED = {
    "new-chat-button": "Nouvelle conversation", "search-chats-button": "Chercher dans les conversations",
    "sidebar-trigger-button": "Afficher ou cacher les conversations", "theme-toggle": "Changer de thème",
    "user-nav-button": "Votre compte", "upload-button": "Joindre un fichier", "chat-submit": "Envoyer",
    "stop-button": "Arrêter la réponse", "thread-options": "Actions sur cette conversation", "readme-button": "Aide",
    "#upload-drop-input": "Déposer un fichier", "upload-button-input": "Choisir un fichier", "chat-input": "Votre demande",
  }
  const ICONS = { copy: "Copier la réponse", check: "Réponse copiée", ellipsis: "Actions sur cette conversation", x: "Fermer" }
  const name = (node) => {
    for (const at of ["aria-label", "title", "alt"]) {
      const said = node.hasAttribute(at) && french(node.getAttribute(at))
      if (said && said !== node.getAttribute(at)) node.setAttribute(at, said)
    }
    if (NAMED[node.id] && !node.hasAttribute("aria-label")) node.setAttribute("aria-label", NAMED[node.id])
    if (node.tagName !== "BUTTON" || node.hasAttribute("aria-label") || node.textContent.trim()) return
    const icon = Object.keys(ICONS).find((one) => node.querySelector(`.lucide-${one}`))
    if (icon) node.setAttribute("aria-label", ICONS[icon])
  }
  // A refused request is told in a toast: its status in English, where HTTP says one, then our sentence. The form of the log-in
  // says its own beside the fields, found by the status.
  const REFUSED = /^(Bad Request|Unauthorized|Forbidden|Not Found|Conflict|(?:Payload|Content) Too Large|Unprocessable (?:Entity|Content)|Too Many Requests|Internal Server Error|Bad Gateway|Service Unavailable|Gateway Timeout)?: (.+)$/s
  const refusal = (node) => {
    const toast = node.parentElement && node.parentElement.closest("[data-sonner-toast]")
    const refused = toast && REFUSED.exec(node.data.trim())
    if (!refused) return
    const beside = refused[1] && location.pathname.endsWith("/login")
    node.data = beside ? "" : refused[2]
    if (beside) toast.style.setProperty("display", "none", "important")
  }
  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      refusal(node)
      const said = french(node.data)
      if (said && said !== node.data) node.data = said
    } else if (node.nodeType === Node.ELEMENT_NODE && !node.closest(".message-content")) {
      name(node)
      node.childNodes.forEach(visit)
    }
  }
  new MutationObserver((changes) => changes.forEach((change) => {
    change.addedNodes.forEach(visit)
    if (change.type === "characterData") visit(change.target)
    if (change.type === "attributes") name(change.target) // an id that comes once the button is there
  })).observe(document.documentElement, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["id"] })
})();
