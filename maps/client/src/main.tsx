import { render } from 'preact'
import { App } from './app'
import './styles/base.css'
import './styles/frame.css'
import './styles/parts.css'
import './styles/map.css'
import { watchHistory } from './url'
import { watchEscape } from './use'

watchHistory()
watchEscape()
const root = document.getElementById('app')
if (root) {
  root.textContent = ''
  render(<App />, root)
}
