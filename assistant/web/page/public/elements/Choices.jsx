import { Button } from "@/components/ui/button"

export default function Choices() {
  return (
    <div className="mimi-choices" data-testid="choices">
      {props.buttons.map((button) => (
        <Button key={button.say} variant="outline" size="sm" title={button.say} onClick={() => sendUserMessage(button.say)}>{button.label}</Button>))}
    </div>
  )
}
