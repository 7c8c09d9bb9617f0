// How hard a password is to guess, from 0 to 4: the measure of core/accounts/passwords.py, drawn
// while one types, so that no half-typed password travels. A browser test holds both together.
window.mimiStrength = (() => {
  const WORDS = [
    "motdepasse", "password", "mimicom", "azertyuiop", "azerty", "qwertyuiop", "qwerty",
    "bonjour", "soleil", "doudou", "loulou", "admin", "bienvenue", "festival", "jetaime",
  ]
  const POOLS = [[/[a-z]/, 26], [/[A-Z]/, 26], [/[0-9]/, 10], [/[^a-zA-Z0-9]/, 33]]
  const BITS = [32, 42, 55, 75]
  const LABELS = ["trop facile à deviner", "faible", "moyen", "bon", "très bon"]
  const score = (password, known = []) => {
    let left = password
    for (const word of [...known.filter((one) => [...one].length > 3), ...WORDS]) left = left.replace(new RegExp(word.toLowerCase().replace(/[^\w]/g, "\\$&"), "gi"), "a")
    const pool = POOLS.reduce((sum, [pattern, size]) => sum + (pattern.test(left) ? size : 0), 0)
    const codes = [...left].map((one) => one.codePointAt(0))
    const steps = codes.slice(1).map((code, rank) => code - codes[rank])
    const dull = steps.slice(1).filter((step, rank) => step === steps[rank] && Math.abs(step) <= 1).length
    const bits = pool ? (codes.length - dull) * Math.log2(pool) : 0
    return BITS.filter((least) => bits >= least).length
  }
  return { score, label: (password, known) => LABELS[score(password, known)] }
})();
