// Focus is never lost: when the control that was used disappears with its effect, the keyboard goes on at the centre of the page.

/** Call before a change that may remove the focused control. */
export function keepFocus(): void {
  if (document.activeElement === document.body) return
  let frames = 2
  const check = () => {
    if (frames-- > 0) requestAnimationFrame(check)
    else if (document.activeElement === document.body) document.getElementById('centre')?.focus({ preventScroll: true })
  }
  check()
}
