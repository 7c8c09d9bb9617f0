import { Button } from "@/components/ui/button"

export default function Choices() {
  return (
    <div className="mimi-choices" data-testid="choices">
      {props.buttons.map((button, rank) => (
        <Button key={rank} variant="outline" size="sm" title={button.say} onClick={() => press(button, callAction, sendUserMessage)}>{button.label}</Button>))}
    </div>
  )
}
