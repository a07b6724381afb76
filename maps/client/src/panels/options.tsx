// The options of one site beside each other: score, money, class, lead time, or the reason why not.
import type { Option } from '../api'
import { bandwidth } from '../format'
import { Missing } from '../parts'
import { SiteSign } from '../signs'
import { useWords } from '../words'

export function Options({ options }: { options: Option[] }) {
  const w = useWords()
  const money = (value: number | null) =>
    value === null ? <Missing why="missing.amount" /> : <span title={w.exactEuros(value)}>{w.wholeEuros(value)}</span>
  return (
    <div class="options">
      <h4>{w.t('options.title')}</h4>
      <ul>
        {options.map((one) => (
          <li key={one.technology} class={one.chosen ? 'option chosen' : one.available ? 'option' : 'option off'}>
            <p class="option-head">
              <SiteSign sign={one.technology} size={16} />
              <strong>{w.technology(one.technology)}</strong>
              {one.chosen && <span class="pill">{w.t('options.chosen')}</span>}
              <span class="score">
                {one.score === null ? (
                  <Missing why="missing.score" />
                ) : (
                  <>
                    {w.t('options.score')} <strong>{w.n(one.score)}</strong>
                    <meter min={0} max={100} value={one.score} aria-label={`${w.t('options.score')} ${w.technology(one.technology)}`} />
                  </>
                )}
              </span>
            </p>
            {one.available ? (
              <dl class="option-facts">
                <dt>{w.t('options.capex')}</dt>
                <dd>{money(one.capex_eur)}</dd>
                <dt>{w.t('options.opex')}</dt>
                <dd>{money(one.opex_per_year_eur)}</dd>
                <dt>{w.t('options.present')}</dt>
                <dd>{money(one.present_value_eur)}</dd>
                <dt>{w.t('options.shortfall')}</dt>
                <dd>{money(one.shortfall_eur)}</dd>
                <dt>{w.t('options.premium')}</dt>
                <dd>{money(one.premium_eur)}</dd>
                <dt>{w.t('options.objective')}</dt>
                <dd>
                  <strong>{money(one.objective_eur)}</strong>
                </dd>
                <dt>{w.t('options.class')}</dt>
                <dd>{one.class ? bandwidth(one.class) : <Missing why="missing.amount" />}</dd>
                <dt>{w.t('options.lead')}</dt>
                <dd>{one.lead_time_weeks === null ? <Missing why="missing.lead" /> : w.t('options.weeks', { weeks: w.n(one.lead_time_weeks) })}</dd>
              </dl>
            ) : (
              <p class="small">{w.of(one.reason_de, one.reason_en) || w.t('options.off')}</p>
            )}
          </li>
        ))}
      </ul>
      <p class="small quiet">{w.t('options.note')}</p>
    </div>
  )
}
