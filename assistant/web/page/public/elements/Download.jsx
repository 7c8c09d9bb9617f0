import { useState } from "react"
import { Download as Icon } from "lucide-react"

// A long name goes on a second line after one of its parts, not within its ".csv".
const broken = (name) => name.split(/(?<=_)/).flatMap((part, at) => [part, <wbr key={at} />])

export default function Download() {
  const [problem, setProblem] = useState(null)
  // A refusal would be a download that fails without a word: it is asked for first, and told here.
  const open = async (event) => {
    if (!props.check || event.currentTarget.dataset.sure) return
    event.preventDefault()
    const link = event.currentTarget
    setProblem(null)
    const answer = await fetch(props.check).catch(() => null)
    if (!answer?.ok) {
      const told = await answer?.json().catch(() => null)
      return setProblem(told?.detail || "MimiCom ne répond pas. Réessayez dans un instant.")
    }
    link.dataset.sure = "1"
    link.click()
    delete link.dataset.sure
  }
  return (
    <div>
      <a className="mimi-download" href={props.url} download={props.name} onClick={open} data-testid="download">
        <Icon size={20} /><span><strong>{broken(props.name)}</strong><small>{props.label}</small></span>
      </a>
      {problem && <p role="alert" className="mimi-problem">{problem}</p>}
    </div>
  )
}
