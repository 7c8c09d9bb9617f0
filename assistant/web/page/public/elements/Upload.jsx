import { Button } from "@/components/ui/button"
import { FileUp } from "lucide-react"

export default function Upload() {
  const choose = () => document.querySelector("#upload-button-input")?.click()
  return (
    <button type="button" className="mimi-upload" onClick={choose} data-testid="upload">
      <FileUp size={22} /><span>{props.text}</span>
    </button>
  )
}
