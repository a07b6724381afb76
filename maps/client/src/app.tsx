// The frame: header, filter and assumptions left, map or table in the centre, the site right, the result line below.
import { useEffect, useRef } from 'preact/hooks'
import { AssumptionsPanel } from './panels/assumptions'
import { CardPanel } from './panels/card'
import { FilterPanel } from './panels/filters'
import { Header } from './panels/header'
import { Overview } from './panels/overview'
import { ResultLine } from './panels/result_line'
import { Toolbar } from './panels/toolbar'
import { Trouble } from './parts'
import { SessionContext, useNewSession } from './session'
import { useView } from './url'
import { useMedia } from './use'
import { CompareView } from './views/compare'
import { MapFrame } from './views/map_frame'
import { TableView } from './views/table'
import { WordsContext, words } from './words'

export function App() {
  const view = useView()
  const w = words(view.lang)
  const session = useNewSession(view)
  const dark = useMedia('(prefers-color-scheme: dark)')
  const theme = view.theme ?? (dark ? 'dark' : 'light')
  const name = session.city.data?.name
  useEffect(() => {
    document.documentElement.lang = view.lang
    document.documentElement.dataset['theme'] = theme
  }, [view.lang, theme])
  useEffect(() => {
    document.title = [w.t(`view.${view.view}`), name, 'Lichtweg'].filter(Boolean).join(' · ')
  }, [view.view, view.lang, name])
  const wide = useMedia('(min-width: 64rem)')
  const map = useRef(false)
  if (view.view === 'map') map.current = true
  return (
    <WordsContext.Provider value={w}>
      <SessionContext.Provider value={session}>
        <a class="skip" href="#centre">
          {w.t('skip')}
        </a>
        <div class="frame">
          <Header theme={theme} />
          <aside class="left" aria-label={w.t('left.label')}>
            <FilterPanel wide={wide} />
            <AssumptionsPanel wide={wide} />
          </aside>
          <main class="centre" id="centre" tabIndex={-1}>
            <Toolbar />
            {session.city.failure ? (
              <Trouble failure={session.city.failure} retry={session.city.reload} />
            ) : (
              <>
                {map.current && <MapFrame theme={theme} hidden={view.view !== 'map'} />}
                {view.view === 'table' && <TableView />}
                {view.view === 'compare' && <CompareView theme={theme} />}
              </>
            )}
          </main>
          <aside class="right" aria-label={view.site ? w.t('card.label') : w.t('overview.label')}>
            {view.site ? <CardPanel key={view.site} id={view.site} /> : <Overview />}
          </aside>
          <ResultLine />
        </div>
      </SessionContext.Provider>
    </WordsContext.Provider>
  )
}
