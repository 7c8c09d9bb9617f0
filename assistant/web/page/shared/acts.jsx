// What a click on a button does: by what the button is; one without an act says its sentence.
const press = ({ act, say }, call, tell) => (act ? call({ name: "act", payload: { act, say } }) : tell(say))
