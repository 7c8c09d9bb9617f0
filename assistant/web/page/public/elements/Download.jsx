import { Download as Icon } from "lucide-react"

export default function Download() {
  return (
    <a className="mimi-download" href={props.url} download={props.name} data-testid="download">
      <Icon size={20} /><span><strong>{props.name}</strong><small>{props.label}</small></span>
    </a>
  )
}
