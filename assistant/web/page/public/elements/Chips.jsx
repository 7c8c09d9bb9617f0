import { X } from "lucide-react"

export default function Chips() {
  return (
    <ul className="mimi-chips" aria-label="Ce que j'ai compris" data-testid="chips">
      {props.chips.map((chip) => (
        <li key={chip.say}>
          <span>{chip.label}</span>
          <button type="button" onClick={() => press(chip, callAction, sendUserMessage)} title={`Retirer cette condition (${chip.say})`} aria-label={`Retirer : ${chip.label}`}><X size={14} /></button>
        </li>))}
    </ul>
  )
}
