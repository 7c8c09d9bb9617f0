import { useEffect, useState } from "react"

const CHANGED = "mimi-tasks" // told to every list and picture of the page: one task may stand in several
const UNSENT = "Cela n'a pas pu être fait. Réessayez dans un instant."

export default function Tasks() {
  const [tasks, setTasks] = useState(null)
  const [problem, setProblem] = useState(null)
  const [busy, setBusy] = useState(null)
  const load = () => callAction({ name: "tasks", payload: { ids: props.ids } }).then((result) => {
    const answer = result.response
    if (answer?.ok) setTasks(answer.tasks)
    else setProblem(answer?.error || "Les tâches n'ont pas pu être chargées. Rechargez la page.")
  })
  useEffect(() => {
    load()
    addEventListener(CHANGED, load)
    return () => removeEventListener(CHANGED, load)
  }, [])
  const tick = async (task) => {
    const show = (done) => setTasks((all) => all.map((one) => (one.id === task.id ? { ...one, done } : one)))
    setProblem(null)
    setBusy(task.id)
    show(!task.done)
    const result = await callAction({ name: "act", payload: { act: task.tick, say: task.title, panel: true } }).catch(() => ({}))
    const told = result.response
    setBusy(null)
    if (!told?.ok) { show(task.done); setProblem(told?.error || UNSENT); return }
    // What somebody else did first, or what may not be done, is said here.
    const said = told.parts?.[0]?.text || ""
    dispatchEvent(new Event(CHANGED))
    if (!told.parts?.[0]?.elements?.length) setProblem(said.replace(/\\(.)/g, "$1"))
  }
  const open = (task) => callAction({ name: "act", payload: { act: task.open, say: `montre la tâche « ${task.title} »` } })
  const several = new Set(tasks?.map((task) => task.campaign)).size > 1
  if (!tasks) return problem ? <p role="alert">{problem}</p> : <p className="mimi-quiet" aria-busy="true">Chargement des tâches…</p>
  return (
    <section className="mimi-tasks" data-testid="tasks" aria-label={props.title}>
      <ul>{tasks.map((task) => (
        <li key={task.id} data-done={task.done} data-late={task.late}>
          <label>
            <input type="checkbox" checked={task.done} disabled={task.closed || busy === task.id} onChange={() => tick(task)} aria-label={`${task.title} : fait`} />
          </label>
          <button type="button" onClick={() => open(task)} title="Voir la tâche">
            <span>{task.title}</span>
            <small>{[task.days, task.late || task.closed || task.state === "En cours" ? task.state.toLowerCase() : "", task.who, several && task.campaign].filter(Boolean).join(" · ")}</small>
          </button>
        </li>))}
      </ul>
      {problem && <p role="alert" className="mimi-problem">{problem}</p>}
    </section>
  )
}
