// Loaded at a conversation's address, the page connects twice: anew, then to that conversation. Where
// the first try was answered last, it closed the second: nothing came back, or what was said next went
// to a new conversation. An answer to a try that is no longer the last is kept from the page.
(() => {
  const ask = window.fetch
  let last = 0
  window.fetch = async (...given) => {
    if (!String(given[0]?.url || given[0]).endsWith("/set-session-cookie")) return ask(...given)
    const mine = (last += 1)
    const told = await ask(...given).then((answer) => () => answer, (error) => () => { throw error })
    return mine === last ? told() : new Promise(() => {})
  }
})();
