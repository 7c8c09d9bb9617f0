// A picture made when it is shown, in the page's colours.
export default function Picture() {
  const dark = document.documentElement.classList.contains("dark")
  return (
    <a className="mimi-picture" href={props.url} download={props.name} title="Télécharger l'image" data-testid="picture">
      <img src={`${props.url}?theme=${dark ? "dark" : "light"}`} alt={props.alt} loading="lazy" />
    </a>
  )
}
