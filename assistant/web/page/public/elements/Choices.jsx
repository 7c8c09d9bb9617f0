import { Button } from "@/components/ui/button"

export default function Choices() {
  return (
    <div className="mimi-choices" data-testid="choices">
      {props.buttons.map((button, rank) => (
        <Button key={rank} variant="outline" size="sm" title={button.say} onClick={() => press(button)}>{button.label}</Button>))}
    </div>
  )
}

// By what it is; a button without an act says its sentence.
const press = ({ act, say }) => (act ? callAction({ name: "act", payload: { act, say } }) : sendUserMessage(say))
