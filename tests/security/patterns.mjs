// Reads {source, here} a line; prints the sources that are not safe, with what recheck says of each.
import { createInterface } from 'node:readline'
import { check } from 'recheck'

// Python's spelling in JavaScript's, where \w knows neither Korean nor Hanja
const translated = source =>
  source
    .replace(/\(\?P</g, '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\[\\w/g, '[0-9A-Za-z_가-힣一-鿿')
    .replace(/\\w/g, '[0-9A-Za-z_가-힣一-鿿]')
    .replace(/\\Z/g, '(?![\\s\\S])')

let checked = 0
for await (const line of createInterface({ input: process.stdin })) {
  const { source, here } = JSON.parse(line)
  const spelt = translated(source)
  const told = await check(here ? `^(?:${spelt})` : spelt, '', { timeout: 60000, randomSeed: 1 })
  checked += 1
  if (told.status !== 'safe') {
    console.log(`${told.status} ${told.complexity?.summary ?? told.error?.kind}: ${source.slice(0, 100)}`)
  }
}
console.log(`checked ${checked}`)
