import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approximate } from '../../src/discover/approximate.ts';
import type { ApproximationFinding } from '../../src/discover/finding.ts';
import { readFinding } from '../../src/discover/read-finding.ts';
import { writeFinding } from '../../src/discover/write-finding.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { parseDomain } from '../../src/expression/parse-domain.ts';
import { renderPage } from '../../src/report/page.ts';
import { needs } from '../tool.ts';

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let finding: ApproximationFinding;
let page: string;
beforeAll(async () => {
  finding = await approximate(
    {
      function: parseExpression('exp(-x^2) / (1 + x)'),
      variable: 'x',
      domain: parseDomain('[0,1]'),
      format: 'real',
      measure: 'relative',
      cost: 'operations',
      maxOperations: 6,
      fma: false,
      division: true,
      seed: 1,
    },
    { evaluations: 3e5 },
  );
  page = renderPage(finding, 'f.napier.json');
});

describe('the page of a finding', () => {
  it('is the same bytes for the same finding', () => {
    expect(renderPage(finding, 'f.napier.json')).toBe(page);
  });
  it('needs no network and runs no script', () => {
    expect(page).not.toMatch(/<script|<link|src=|@import|url\(/);
    // XML namespaces are names, not addresses that a browser fetches.
    expect(page.replaceAll(/xmlns="[^"]*"/g, '')).not.toMatch(/https?:/);
  });
  it('states the proof, the bound of every front entry, and how to check it', () => {
    expect(page).toContain('<strong>Proved.</strong>');
    for (const entry of finding.front) expect(page).toContain(`<td class="n">${entry.error.bound}</td>`);
    expect(page).toContain('napier certify f.napier.json');
    expect(page).toContain('proved bound ');
  });
});

describe('the ancestry on a page', () => {
  it('is drawn for every evolved program, the one shown being open, and read back', () => {
    const evolved = finding.front.filter(({ engine }) => engine === 'evolve');
    expect(evolved.length).toBeGreaterThan(0);
    expect(page.match(/<svg class="ancestry"/g)).toHaveLength(evolved.length);
    expect(page.match(/<details open>/g)).toHaveLength(1);
    expect(renderPage(readFinding(writeFinding(finding)), 'f.napier.json')).toBe(page);
  });
  it('is left out where nothing was evolved', () => {
    const { ancestry, ...provenance } = finding.provenance;
    expect(ancestry).toBeDefined();
    expect(renderPage({ ...finding, provenance }, 'f.napier.json')).not.toContain('ancestry"');
  });
});

needs('chromium')('the page in a real browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'napier-page-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`shows typeset formula and figures, asks for nothing (${colorScheme})`, async () => {
      const file = join(folder, 'page.html');
      writeFileSync(file, page);
      const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });
      try {
        const tab = await browser.newPage({ viewport: { width: 1000, height: 900 }, colorScheme });
        const complaints: string[] = [];
        tab.on('console', (message) => complaints.push(message.text()));
        tab.on('request', (request) => {
          if (!request.url().startsWith('file:')) complaints.push(request.url());
        });
        await tab.goto(`file://${file}`);
        expect(complaints).toEqual([]);
        const formula = await tab.locator('.formula math').boundingBox();
        expect(formula?.height).toBeGreaterThan(20);
        const trees = await tab.locator('details[open] svg.ancestry').all();
        expect(trees).toHaveLength(1);
        expect((await trees[0].boundingBox())?.height).toBeGreaterThan(40);
        const charts = await tab.locator('svg.chart').all();
        expect(charts).toHaveLength(2);
        for (const chart of charts) expect((await chart.boundingBox())?.height).toBeGreaterThan(200);
        expect(await tab.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        const paper = await tab.evaluate('getComputedStyle(document.body).backgroundColor');
        expect(paper).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 27)');
      } finally {
        await browser.close();
      }
    });
  }
});
