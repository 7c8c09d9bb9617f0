// Brings each new turn to the top of the view and holds it there while what it shows loads and grows,
// until the user scrolls. Chainlit's own scrolling is off (config.toml): it moves when a message
// comes, never when an element grows.
(() => {
  const list = window.mimicom.conversation
  const GAP = 24 // pixels above the turn
  const MARGIN = 16 // pixels below the last message
  const ANSWER_MS = 3000, ACTED_MS = 5000
  let turn = null, last = null // ids of the newest request and of the newest message
  let follow = null // what is held in view: { id, from, end }
  let news = null // a message that came while the user read above
  let whole = true // whether the end is in view
  let entered = -Infinity // when the conversation was shown
  let acted = -Infinity, turned = -Infinity // when somebody acted; when a turn began, or was being answered
  let waited = false, spacer = null
  let placed = {} // how the view was left: where, and how high it and what is in it were

  const top = (node) => node.getBoundingClientRect().top
  const release = () => { follow = null }
  const act = () => { acted = performance.now() }
  const measured = ({ scrollTop, scrollHeight, clientHeight }) => ({ at: scrollTop, size: `${scrollHeight}/${clientHeight}` })
  // Scrolled by somebody else (a search in the page, a screen reader, the focus): nothing grew.
  const moved = () => { const now = measured(list.box); return now.size === placed.size && Math.abs(now.at - placed.at) > 2 }
  const sized = new ResizeObserver(() => settle())

  list.onLeave(() => { turn = last = follow = news = null; sized.disconnect() })
  list.onEnter(() => {
    const { box, column } = list
    entered = performance.now()
    spacer = box.lastElementChild // Chainlit's own, which it leaves alone once its scrolling is off
    sized.observe(box)
    sized.observe(column)
    for (const hand of ["wheel", "touchmove"]) box.addEventListener(hand, release, { passive: true })
    box.addEventListener("pointerdown", (event) => {
      if (event.target === box && event.offsetX > box.clientWidth) release() // the scrollbar
      act()
    })
    box.addEventListener("keydown", act)
    box.addEventListener("scroll", () => { if (moved()) release(); requestAnimationFrame(settle) }, { passive: true })
  })
  addEventListener("keydown", (event) => {
    const scrolls = ["PageUp", "PageDown", "ArrowUp", "ArrowDown", "Home", "End", " ", "Tab"].includes(event.key)
    if (scrolls && !event.target.closest?.("input,textarea,select,[contenteditable],[role=dialog]")) release()
  }, true)

  list.onChange((shown) => {
    if (!shown) return showArrow(true, true)
    // What comes with the end of the waiting belongs to the turn, however long it took.
    const waits = list.answering()
    if (waits || waited) turned = performance.now()
    waited = waits
    const all = list.steps(), newest = all[all.length - 1], request = all.filter(list.isRequest).pop()
    if (list.id(newest) !== last) arrived(newest, request)
    return settle()
  })

  const arrived = (newest, request) => {
    const now = performance.now()
    const answering = list.answering() || now - turned < ANSWER_MS
    if (request && list.id(request) !== turn) {
      turn = list.id(request)
      follow = { id: turn, from: null }
      news = null
      turned = now
    } else if (!request && now - entered < ANSWER_MS && now - acted > ACTED_MS) {
      // A greeting of several messages: its first lines stay in view.
    } else if (last && !list.isRequest(newest) && !(answering && follow?.id === turn)) {
      // Pushed, or what a form answers: into view where the end is seen or the user just acted.
      if (whole || (now - acted < ACTED_MS && !answering)) follow = { id: list.id(newest), from: list.box.scrollTop }
      else { release(); news = news || list.id(newest) }
    }
    last = list.id(newest)
  }

  // All is read, then all is written: a reading after a writing would lay the page out anew.
  const settle = () => {
    const { box, column } = list
    if (!box?.isConnected || !column.lastElementChild) return
    const was = box.scrollTop, origin = was - top(box), high = box.clientHeight
    const request = list.find(turn) || list.steps()[0]
    if (!request) return
    const end = column.lastElementChild.getBoundingClientRect().bottom + origin + MARGIN
    const fresh = list.find(news) ? top(list.find(news)) + origin : null
    const lowest = Math.max(0, end - high)
    const goal = target(origin, was, lowest)
    const room = Math.max(0, Math.ceil(Math.max(0, top(request) + origin - GAP) + high - end))
    if (spacer.style.height !== `${room}px`) spacer.style.height = `${room}px`
    if (Math.abs(was - goal) > 1) box.scrollTop = goal
    placed = measured(box)
    showArrow(end - MARGIN <= goal + high + 8, fresh === null || fresh <= goal + high - 40)
  }
  const target = (origin, was, lowest) => {
    const held = follow && list.find(follow.id)
    if (!held) return was
    if (follow.end) return lowest
    const wanted = Math.max(0, top(held) + origin - (follow.gap ?? GAP))
    return follow.from === null ? wanted : Math.min(wanted, Math.max(follow.from, lowest))
  }

  const arrow = Object.assign(document.createElement("button"), {
    type: "button", id: "mimi-down", innerHTML: '<span aria-hidden="true">↓</span><span role="status"></span>',
    onclick: () => { follow = news ? { id: news, from: list.box.scrollTop } : { id: last, end: true }; settle() },
  })
  // In the composer's free middle, where it covers nothing; only where there is more below.
  const showArrow = (all, newsSeen) => {
    const composer = document.querySelector("#message-composer")
    if (!composer) return
    if (arrow.parentElement !== composer) composer.append(arrow)
    whole = all
    if (newsSeen) news = null
    const words = news ? "Nouveau message" : ""
    arrow.hidden = whole
    arrow.toggleAttribute("data-news", Boolean(news))
    arrow.ariaLabel = words || "Aller à la suite"
    if (arrow.lastChild.textContent !== words) arrow.lastChild.textContent = words
  }

  // Holds a message where it is while others are put before it.
  list.hold = (step) => { follow = { id: list.id(step), from: null, gap: top(step) - top(list.box) } }
  list.scrolledByHand = () => !follow
  list.atTurn = () => follow?.id === turn
})();
