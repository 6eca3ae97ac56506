namespace Freeze.Calibration.Reporting;

/// <summary>The look of the page; no font, picture or script comes from elsewhere.</summary>
internal static class Style
{
    public const string Sheet = """
        :root { color-scheme: light dark; --paper: #fbfbfa; --card: #ffffff; --ink: #1c2329; --soft: #5f6b76; --line: #e2e6e9; --ice: #0f6cab;
          --pale: #d5e6f3; --rust: #b4491c; --grey: #9aa5ae; --right: 15 108 171; --wrong: 180 73 28; }
        @media (prefers-color-scheme: dark) { :root { --paper: #12161a; --card: #181d22; --ink: #e4e9ed; --soft: #95a2ad; --line: #2a3239;
          --ice: #5cb3ec; --pale: #1f3c52; --rust: #ea8d63; --grey: #6b7781; --right: 92 179 236; --wrong: 234 141 99; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word;
          font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
        main { max-width: 1020px; margin: 0 auto; padding: 40px 24px 64px; }
        h1 { font-size: 30px; line-height: 1.2; letter-spacing: -.015em; margin: 4px 0 10px; overflow-wrap: anywhere; }
        h2 { font-size: 20px; letter-spacing: -.01em; margin: 0 0 4px; }
        h3 { font-size: 15px; margin: 20px 0 6px; }
        p { margin: 0 0 12px; max-width: 72ch; }
        .over, .soft, figcaption, .lead { color: var(--soft); }
        .over { font-size: 13px; letter-spacing: .08em; text-transform: uppercase; }
        .lead { font-size: 18px; }
        .soft, figcaption { font-size: 14px; }
        section { margin-top: 48px; }
        .tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; margin-top: 28px; }
        .tile, .promise { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; }
        .tile b { display: block; font-size: 30px; line-height: 1.2; font-weight: 600; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
        .tile span { display: block; font-size: 14px; color: var(--soft); }
        .tile:first-child b { color: var(--ice); }
        .promise { margin-top: 12px; border-left: 4px solid var(--ice); }
        .promise.none { border-left-color: var(--grey); }
        .promise p { max-width: 100ch; }
        .promise p:last-child { margin: 0; }
        .after { margin-top: 10px; }
        .notes { font-size: 14px; margin: 0 0 4px; padding-left: 20px; max-width: 84ch; }
        .names { font-size: 14px; padding-left: 20px; columns: 24em 2; overflow-wrap: anywhere; }
        summary { font-size: 14px; color: var(--ice); cursor: pointer; margin-top: 10px; }
        code { font: 13px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; margin-top: 12px; }
        th { text-align: left; font-weight: 500; color: var(--soft); padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line);
          vertical-align: bottom; }
        td { padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line); }
        td.n, th.n { text-align: right; white-space: nowrap; }
        td:last-child, th:last-child { padding-right: 0; }
        tr.off td { color: var(--grey); }
        td.name { overflow-wrap: anywhere; min-width: 4.5em; }
        .scroll td.name { overflow-wrap: break-word; min-width: 5em; }
        td.file { overflow-wrap: anywhere; min-width: 11em; }
        .facts th { width: 14em; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; }
        .facts td { overflow-wrap: anywhere; vertical-align: top; }
        .matrix { width: auto; } .matrix th, .matrix td { padding: 4px; text-align: right; }
        .matrix thead span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 12em; overflow: hidden;
          text-overflow: ellipsis; }
        .matrix thead th { text-align: center; } .matrix tbody th { font-weight: 400; padding-right: 10px;
          white-space: nowrap; max-width: 11em; overflow: hidden; text-overflow: ellipsis; }
        .matrix td { min-width: 44px; white-space: nowrap; border: 1px solid var(--paper); }
        .matrix small { display: inline-block; width: 2.3em; text-align: left;
          padding-left: 3px; color: var(--soft); white-space: nowrap; }
        .matrix .right { background: rgb(var(--right) / calc(.45 * var(--shade))); }
        .matrix .wrong { background: rgb(var(--wrong) / calc(.6 * var(--shade))); }
        .bar { width: 32%; min-width: 72px; }
        .bar div { background: var(--pale); border-radius: 3px; height: 14px; overflow: hidden; }
        .bar i { display: block; height: 100%; background: var(--ice); border-radius: 3px; }
        .bar i.end { background: var(--grey); }
        .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 32px; }
        figure { margin: 12px 0 0; min-width: 0; }
        svg { display: block; width: 100%; height: auto; }
        svg text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
        svg .grid { stroke: var(--line); } svg .axis { stroke: var(--grey); }
        svg .on { stroke: var(--ice); } svg .off { stroke: var(--grey); } svg .rule { stroke: var(--rust); }
        svg .rule, svg .dashed { stroke-dasharray: 4 4; }
        svg .on, svg .off, svg .rule { fill: none; stroke-width: 2; stroke-linejoin: round; }
        svg .fill-on { fill: var(--ice); opacity: .18; } svg .fill-off { fill: var(--grey); opacity: .22; }
        svg .dot { fill: var(--ice); stroke: var(--card); stroke-width: 2; } svg text.strong { fill: var(--ink); font-weight: 600; }
        svg text { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
        svg text.warn { fill: var(--rust); }
        .key { display: inline-block; width: 12px; height: 12px; border-radius: 3px; vertical-align: -1px; margin: 0 6px 0 0; }
        .key.on { background: var(--ice); } .key.off { background: var(--grey); margin-left: 14px; }
        img { image-rendering: pixelated; border-radius: 5px; display: block; background: var(--line); }
        td img { width: 36px; height: 36px; object-fit: contain; }
        .strip { display: grid; grid-template-columns: 110px 1fr; gap: 12px; padding: 12px 0; border-bottom: 1px solid var(--line); }
        .strip > div:first-child b { display: block; overflow-wrap: anywhere; }
        .shots { display: grid; grid-template-columns: repeat(auto-fill, minmax(72px, 1fr)); gap: 10px; }
        .shots img { width: 64px; height: 64px; object-fit: contain; }
        .shots span { display: block; font-size: 12px; line-height: 1.3; margin-top: 4px; overflow-wrap: anywhere; }
        .differs { color: var(--rust); }
        footer { margin-top: 56px; padding-top: 16px; border-top: 1px solid var(--line); font-size: 13px; color: var(--soft);
          overflow-wrap: anywhere; }
        @media (max-width: 720px) { main { padding: 24px 16px 48px; } h1 { font-size: 25px; } .lead { font-size: 16px; }
          .tiles { grid-template-columns: 1fr 1fr; } .tile { padding: 12px 14px; } .tile b { font-size: 24px; }
          .pair { grid-template-columns: minmax(0, 1fr); gap: 40px; } .wide { display: none; }
          svg text { font-size: 15px; } .facts th { width: 8em; }
          .bar { width: 24%; min-width: 40px; } td.name { min-width: 6.5em; } .strip { grid-template-columns: minmax(0, 1fr); gap: 8px; } }
        @media print { main { max-width: none; } section { break-inside: avoid; } }
        """;
}
