// SPDX-License-Identifier: GPL-2.0-only
/*
 * Search and zoom, within each flame graph.  It finds its own picture as the last one that
 * is there while it is parsed, and gives no names to anything, so several pictures may be
 * in one page.  The controls are made by it: where no script runs there are none.
 * HTML and XML read two characters differently, so neither is in here: the ampersand, and
 * the one that opens a tag.  flame_script.c has the hash of all this.
 */
(() => {
const scripts = document.querySelectorAll('svg.flame > script');
const svg = scripts[scripts.length - 1].parentNode, space = svg.namespaceURI;
const [letter, row, left, wide] = svg.dataset.measures.split(' ').map(Number);
const make = (kind, above, name) => above.appendChild(document.createElementNS(kind, name));
const set = (element, values) => Object.entries(values).forEach(([name, value]) =>
	element.setAttribute(name, value));
const number = (element, name) => Number(element.getAttribute(name));

function frame(box) {
	const next = box.nextElementSibling, text = next ? next.tagName === 'text' ? next : null : null;
	return { box, text, name: box.textContent.split('\n')[0], change: box.dataset.d || '',
		value: Number(box.dataset.v), x: number(box, 'x'), y: number(box, 'y'),
		w: number(box, 'width') };
}

const panels = [...svg.querySelectorAll('g.panel')].map(group => ({
	group, found: group.querySelector('.found'),
	frames: [...group.querySelectorAll('rect')].map(frame)
}));

// As flame_svg.c cuts it
function label(name, change, room) {
	const tail = change ? ' ' + change : '', left = room - tail.length;
	if (left >= name.length)
		return name + tail;
	if (left >= 5)
		return name.slice(0, left - 2) + '..' + tail;
	if (change === 'moved')
		return label(name, '', room);
	return change ? room >= change.length ? change : '' : '';
}

// Fainter boxes have black text
function paint(f) {
	const faint = f.above || f.missed;
	set(f.box, { 'fill-opacity': f.missed ? 0.3 : f.above ? 0.5 : 1 });
	if (f.text)
		set(f.text, { fill: faint ? '#000' : f.box.getAttribute('color') || '#000' });
}

function place(f, x, w, above) {
	const text = label(f.name, f.change, Math.floor((w - 6) / letter));
	set(f.box, { x, width: w, display: w > 0 ? 'inline' : 'none' });
	if (text) if (!f.text) {
		f.text = document.createElementNS(space, 'text');
		set(f.text, { y: f.y + row - 5 });
		f.box.after(f.text);
	}
	if (f.text) {
		set(f.text, { x: x + 3 });
		f.text.textContent = text;
	}
	f.above = above;
	paint(f);
}

// By its middle: edges are rounded
const within = (a, b) => b.w >= Math.abs(2 * a.x + a.w - 2 * b.x - b.w);

function zoom(panel, to) {
	for (const f of panel.frames)
		if (to === panel.frames[0])
			place(f, f.x, f.w, false);
		else if (to.y >= f.y)
			place(f, left + (f.x - to.x) * wide / to.w, within(f, to) ? f.w * wide / to.w : 0, false);
		else
			place(f, left, within(to, f) ? wide : 0, true);
}

const reset = () => panels.forEach(panel => zoom(panel, panel.frames[0]));

// The root is no function; what a match calls is in it already
function search(panel, wanted) {
	const [root, ...others] = panel.frames;
	const hits = wanted ? others.filter(f => wanted.test(f.name)) : [];
	const outer = hits.filter(f => !hits.some(g => g.y > f.y ? within(f, g) : false));
	const sum = outer.reduce((all, f) => all + f.value, 0);
	for (const f of others) {
		const hit = hits.includes(f);
		f.missed = wanted ? !hit : false;
		f.box.style.stroke = hit ? '#000' : '';
		paint(f);
	}
	panel.hits = outer.sort((f, g) => g.w - f.w);
	panel.found.textContent = wanted ? `found: ${hits.length} frames, ${sum.toFixed(1)} a page, ` +
		`${(100 * sum / root.value).toFixed(1)} %` : '';
}

function search_all() {
	let wanted = null;
	try {
		wanted = field.value ? new RegExp(field.value, 'i') : null;
		field.setCustomValidity('');
	} catch (error) {
		field.setCustomValidity(error.message);
		field.reportValidity();
		return;
	}
	panels.forEach(panel => search(panel, wanted));
}

const controls = make(space, svg, 'foreignObject');
set(controls, { x: left + wide - 330, y: 4, width: 330, height: 30 });
const bar = make('http://www.w3.org/1999/xhtml', controls, 'div');
const field = make(bar.namespaceURI, bar, 'input'), button = make(bar.namespaceURI, bar, 'button');
Object.assign(bar.style, { display: 'flex', gap: '6px', colorScheme: 'light' });
Object.assign(field.style, { flex: 1, minWidth: 0, font: '12px monospace' });
Object.assign(button.style, { font: '12px monospace' });
set(field, { type: 'search', placeholder: 'search: part of a name, or regex',
	'aria-label': 'Search functions', title: 'Enter zooms to the widest match, Escape resets' });
button.type = 'button';
button.textContent = 'reset zoom';
button.onclick = reset;
field.oninput = search_all;
field.onkeydown = event => {
	if (event.key === 'Enter')
		panels.forEach(panel => zoom(panel, (panel.hits || [])[0] || panel.frames[0]));
	if (event.key === 'Escape') {
		field.value = '';
		search_all();
		reset();
	}
};
for (const panel of panels) {
	panel.group.style.cursor = 'pointer';
	panel.group.onclick = event => {
		const f = panel.frames.find(g => g.box === event.target);
		if (f)
			zoom(panel, f);
	};
}
// A page has other text to find than that of its pictures
if (document.documentElement === svg)
	addEventListener('keydown', event => {
		if (event.key === 'f') if (event.ctrlKey || event.metaKey) {
			event.preventDefault();
			field.focus();
		}
	});
})();
