using System.Globalization;

namespace Freeze.Calibration.Reporting;

/// <summary>A drawing with two axes: 480 x 320 units, wide enough for two beside each other.</summary>
internal sealed class Chart
{
    private const double Left = 52, Right = 468, Top = 14, Bottom = 268;

    private readonly Page _page;

    /// <summary>Begins a drawing.</summary>
    /// <param name="page">The page.</param>
    /// <param name="description">What it shows, for those who cannot see it.</param>
    /// <param name="largestX">Largest value along the horizontal axis.</param>
    /// <param name="largestY">Largest value along the vertical axis.</param>
    public Chart(Page page, string description, double largestX, double largestY)
    {
        _page = page;
        X = Axis.For(largestX, Left, Right);
        Y = Axis.For(largestY, Bottom, Top);
        page.Add($"<svg viewBox=\"0 0 480 320\" role=\"img\" aria-label=\"{description}\">");
    }

    /// <summary>The horizontal axis.</summary>
    public Axis X { get; }

    /// <summary>The vertical axis.</summary>
    public Axis Y { get; }

    /// <summary>Draws grid, marks and titles.</summary>
    public Chart Axes(string titleX, string titleY, Func<double, string> textX, Func<double, string>? textY)
    {
        foreach (var mark in textY is null ? [] : Y.Marks)
        {
            var y = Y.Place(mark);
            _page.Add($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Right}\" y1=\"{y}\" y2=\"{y}\"/>");
            _page.Add($"<text x=\"{Left - 8}\" y=\"{y + 4}\" text-anchor=\"end\">{textY!(mark)}</text>");
        }

        foreach (var mark in X.Marks)
            _page.Add($"<text x=\"{X.Place(mark)}\" y=\"{Bottom + 20}\" text-anchor=\"middle\">{textX(mark)}</text>");
        _page.Add($"<line class=\"axis\" x1=\"{Left}\" x2=\"{Right}\" y1=\"{Bottom}\" y2=\"{Bottom}\"/>");
        _page.Add($"<text x=\"{(Left + Right) / 2}\" y=\"{Bottom + 44}\" text-anchor=\"middle\">{titleX}</text>");
        _page.Add($"<text transform=\"translate(12 {(Top + Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{titleY}</text>");
        return this;
    }

    /// <summary>Draws a line through points; those beyond the horizontal end are left out.</summary>
    public Chart Line(string kind, IEnumerable<(double X, double Y)> points)
    {
        _page.AddMarkup($"<polyline class=\"{kind}\" points=\"{Points(points.Where(point => point.X <= X.Maximum))}\"/>");
        return this;
    }

    /// <summary>Fills the area below a line that starts and ends on the axis.</summary>
    public Chart Area(string kind, IEnumerable<(double X, double Y)> points)
    {
        _page.AddMarkup($"<polygon class=\"{kind}\" points=\"{Points(points)}\"/>");
        return this;
    }

    /// <summary>Marks a value of the horizontal axis.</summary>
    public Chart Rule(string kind, double x, string text, double height = Top)
    {
        var place = X.Place(x);
        var flip = place > 330;
        _page.Add($"<line class=\"{kind}\" x1=\"{place}\" x2=\"{place}\" y1=\"{height}\" y2=\"{Bottom}\"/>");
        _page.Add($"<text x=\"{place + (flip ? -6 : 6)}\" y=\"{height + 10}\" text-anchor=\"{(flip ? "end" : "start")}\">{text}</text>");
        return this;
    }

    /// <summary>Marks a point.</summary>
    public Chart Point(double x, double y, string text)
    {
        var (px, py) = (X.Place(x), Y.Place(y));
        var flip = px > 300;
        _page.Add($"<circle class=\"dot\" cx=\"{px}\" cy=\"{py}\" r=\"6\"/>");
        _page.Add($"<text class=\"strong\" x=\"{px + (flip ? -12 : 12)}\" y=\"{py + 18}\" text-anchor=\"{(flip ? "end" : "start")}\">{text}</text>");
        return this;
    }

    /// <summary>Ends the drawing.</summary>
    public void End() => _page.AddMarkup("</svg>");

    private string Points(IEnumerable<(double X, double Y)> points) =>
        string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X.Place(p.X):0.#},{Y.Place(p.Y):0.#}")));
}
