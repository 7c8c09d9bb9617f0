// One component type for all elements. Chainlit evaluates an element's file anew at each event, and
// React would mount each of them anew: they keep their state, and a turn its speed, because each
// file only hands over to the component below (assistant/web/page_files.py writes the files).
(() => {
  const mimicom = (window.mimicom = window.mimicom || {})
  const makers = {}
  const waiting = new Set()
  const NEAR = "1200px 0px"
  const EVERYWHERE = ["Progress"] // tells the end of a job even where nobody looks
  const heights = JSON.parse(sessionStorage.getItem("mimi-heights") || "{}")
  let library = null, reading = null, Host = null

  const call = (action) => mimicom.callAction(action)
  const say = (words) => mimicom.sendUserMessage(words)
  const tellAll = () => waiting.forEach((again) => again())

  mimicom.define = (name, make) => { makers[name] = make }
  mimicom.make = (name, props, callAction, sendUserMessage) => makers[name](props, callAction, sendUserMessage)
  mimicom.element = (React, require, name, props, callAction, sendUserMessage) => {
    Object.assign(mimicom, { callAction, sendUserMessage })
    Host = Host || hostOf(React, require)
    return React.createElement(Host, { name, given: props })
  }

  const readLibrary = () => {
    reading = reading || fetch("/public/elements/all.jsx").then((answer) => answer.text()).then((text) => { library = text; tellAll() })
  }
  const keepHeight = (key, box) => {
    heights[key] = box.offsetHeight
    sessionStorage.setItem("mimi-heights", JSON.stringify(heights))
  }

  function hostOf({ createElement, memo, useEffect, useMemo, useRef, useState }, require) {
    const { Renderer } = require("@/components/renderer")
    const { useSetRecoilState } = require("recoil")
    const { messagesState } = require("@chainlit/react-client")
    const nothing = {}
    const Drawn = memo(({ name, given }) => createElement(useMemo(() => makers[name](given, call, say), [name, given])))

    return memo(({ name, given }) => {
      const box = useRef(null)
      const [near, setNear] = useState(EVERYWHERE.includes(name))
      const [, again] = useState(0)
      const key = useMemo(() => name + JSON.stringify(given), [name, given])
      mimicom.setMessages = useSetRecoilState(messagesState)

      useEffect(() => { // mounted when it comes near the view, then for good
        const root = box.current.closest(".step")?.parentElement?.parentElement || null
        const seen = new IntersectionObserver((all) => {
          if (all.some((one) => one.isIntersecting)) { setNear(true); seen.disconnect() }
        }, { root, rootMargin: NEAR })
        seen.observe(box.current)
        return () => seen.disconnect()
      }, [])
      useEffect(() => {
        if (makers[name]) return undefined
        const tell = () => again((count) => count + 1)
        waiting.add(tell)
        readLibrary()
        return () => waiting.delete(tell)
      }, [])
      useEffect(() => {
        if (library && makers[name] && waiting.size) { tellAll(); waiting.clear() }
      })
      useEffect(() => { // so that what is above the view has its height before it is mounted again
        if (!near) return undefined
        const sized = new ResizeObserver(() => box.current && keepHeight(key, box.current))
        sized.observe(box.current)
        return () => sized.disconnect()
      }, [near])

      const ready = near && makers[name]
      const compiles = near && library && !Object.keys(makers).length // by Chainlit, once
      return createElement("div", { ref: box, className: "mimi-host flex flex-col", style: ready ? undefined : { minHeight: heights[key] || 64 } },
        ready ? createElement(Drawn, { name, given }) : compiles ? createElement(Renderer, { sourceCode: library, props: nothing }) : null)
    })
  }
})();
