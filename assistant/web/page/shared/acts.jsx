// What a click on a button does: by what the button is; one without an act says its sentence.
const press = ({ act, say }) => (act ? window.mimicom.callAction({ name: "act", payload: { act, say } }) : window.mimicom.sendUserMessage(say))
