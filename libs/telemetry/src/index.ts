export { gaugesAtScrape, type Sample } from './gauges-at-scrape.js';
