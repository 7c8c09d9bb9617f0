import { useEffect, useRef, useState } from "react"
import { Download } from "lucide-react"

const STEP = 30, LEAST = 300, MOST = 840 // so that few pictures are drawn
const NAMES = { pdf: "PDF à imprimer", ics: "Agenda (.ics)", csv: "Tableur (.csv)", png: "PNG", svg: "SVG" }

// The picture is drawn as wide as it is shown: a phone gets letters of the same size.
export default function Plan() {
  const box = useRef(null)
  const [shape, setShape] = useState(null)
  const [version, setVersion] = useState(0)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    const measure = () => {
      if (!box.current?.clientWidth) return
      const width = Math.max(LEAST, Math.min(MOST, Math.floor(box.current.clientWidth / STEP) * STEP))
      const theme = document.documentElement.classList.contains("dark") ? "dark" : "light"
      setShape((before) => (before?.width === width && before?.theme === theme ? before : { width, theme }))
    }
    const sized = new ResizeObserver(measure)
    sized.observe(box.current)
    const themed = new MutationObserver(measure)
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] })
    const again = () => setVersion((count) => count + 1)
    addEventListener("mimi-tasks", again)
    return () => { sized.disconnect(); themed.disconnect(); removeEventListener("mimi-tasks", again) }
  }, [])
  const joint = props.urls.png.includes("?") ? "&" : "?"
  const shown = shape && `${props.urls.png}${joint}theme=${shape.theme}&width=${shape.width}&v=${version}`
  return (
    <figure className="mimi-plan" ref={box} data-testid="plan" aria-label={props.title}>
      {shown && !failed && <img src={shown} width={shape.width} alt={`${props.title}, dessiné jour par jour ; les mêmes tâches sont dans la liste.`} onError={() => setFailed(true)} onLoad={(event) => { event.currentTarget.dataset.drawn = "1" }} />}
      {failed && <p className="mimi-quiet">Le dessin n'est pas disponible pour l'instant ; la liste reste à jour.</p>}
      <p className="mimi-files">{Object.entries(props.urls).map(([kind, url]) => (
        <a key={kind} href={url} download title={`Télécharger : ${NAMES[kind]}`} data-testid={`file-${kind}`}><Download size={14} />{NAMES[kind]}</a>))}
      </p>
    </figure>
  )
}
