// The few hooks the views share: loading, escaping, following a run.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Failure, get, path, type Progress, type Run } from './api'

export interface Loaded<T> {
  /** The last answer; kept while the next one is under way, so that nothing jumps. */
  data: T | null
  /** What `data` answers; another address than asked for while the next answer is under way. */
  of: string | null
  failure: Failure | null
  loading: boolean
  reload: () => void
}

/** Ask for `address` and again whenever it changes; null asks nothing. */
export function useLoaded<T>(address: string | null): Loaded<T> {
  const [state, set] = useState<{ data: T | null; of: string | null; failure: Failure | null; loading: boolean }>({
    data: null,
    of: null,
    failure: null,
    loading: address !== null,
  })
  const [turn, again] = useState(0)
  useEffect(() => {
    if (address === null) {
      set({ data: null, of: null, failure: null, loading: false })
      return
    }
    const stop = new AbortController()
    set((old) => ({ ...old, loading: true }))
    get<T>(address, stop.signal).then(
      (data) => set({ data, of: address, failure: null, loading: false }),
      (error: unknown) => {
        if (stop.signal.aborted) return
        if (!(error instanceof Failure)) throw error
        set({ data: null, of: null, failure: error, loading: false })
      },
    )
    return () => stop.abort()
  }, [address, turn])
  const reload = useCallback(() => again((n) => n + 1), [])
  return { ...state, reload }
}

const opened: (() => void)[] = []

export function watchEscape(): void {
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    const close = opened.at(-1)
    if (close) {
      event.preventDefault()
      close()
    }
  })
}

/** While `open`, Escape calls `close`; the last opened closes first. */
export function useEscape(open: boolean, close: () => void): void {
  const latest = useRef(close)
  latest.current = close
  useEffect(() => {
    if (!open) return
    const entry = () => latest.current()
    opened.push(entry)
    return () => void opened.splice(opened.indexOf(entry), 1)
  }, [open])
}

/** Follow a run that is queued or running; `done` gets its last word. Falls back to asking when the stream breaks. */
export function useProgress(run: Run | null, done: (run: Run) => void): Progress | null {
  const [progress, set] = useState<Progress | null>(null)
  const finish = useRef(done)
  finish.current = done
  const id = run && (run.state === 'queued' || run.state === 'running') ? run.id : null
  useEffect(() => {
    set(null)
    if (id === null) return
    let over = false
    let timer = 0
    const end = (last: Run) => {
      if (over) return
      over = true
      finish.current(last)
    }
    const poll = () => {
      if (over) return
      get<Run>(path(`/runs/${encodeURIComponent(id)}`)).then(
        (now) => {
          if (over) return
          if (now.progress) set(now.progress)
          if (now.state === 'queued' || now.state === 'running') timer = window.setTimeout(poll, 2000)
          else end(now)
        },
        () => {
          timer = window.setTimeout(poll, 5000)
        },
      )
    }
    const source = new EventSource(path(`/runs/${encodeURIComponent(id)}/events`))
    source.addEventListener('progress', (event) => set(JSON.parse((event as MessageEvent<string>).data) as Progress))
    source.addEventListener('done', (event) => {
      source.close()
      end(JSON.parse((event as MessageEvent<string>).data) as Run)
    })
    source.addEventListener('error', () => {
      source.close()
      poll()
    })
    return () => {
      over = true
      source.close()
      clearTimeout(timer)
    }
  }, [id])
  return id === null ? null : (progress ?? run?.progress ?? null)
}

/** A value that follows `value` after it has rested for `delay` ms. */
export function useRested<T>(value: T, delay: number): T {
  const [rested, set] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => set(value), delay)
    return () => clearTimeout(timer)
  }, [value, delay])
  return rested
}

/** True while a media query matches. */
export function useMedia(query: string): boolean {
  const [matches, set] = useState(() => matchMedia(query).matches)
  useLayoutEffect(() => {
    const media = matchMedia(query)
    const listener = () => set(media.matches)
    listener()
    media.addEventListener('change', listener)
    return () => media.removeEventListener('change', listener)
  }, [query])
  return matches
}
