using System.Globalization;

namespace Freeze.Calibration.Reporting;

/// <summary>A drawing with two axes: 480 x 320 units, wide enough for two beside each other.</summary>
internal sealed class Chart
{
    // On a phone letters are larger beside the drawing: so much room for each keeps the marks whole there, too.
    private const double LetterWidth = 10, Right = 450, Top = 14, Bottom = 268;

    private readonly Page _page;
    private readonly Func<double, string> _textX, _textY;
    private readonly double _left;

    /// <summary>Begins a drawing.</summary>
    /// <param name="page">The page.</param>
    /// <param name="description">What it shows, for those who cannot see it.</param>
    /// <param name="x">Makes the horizontal axis between two places.</param>
    /// <param name="marksX">How its marks are written, by their <see cref="Axis.Step"/>.</param>
    /// <param name="largestY">Largest value along the vertical axis.</param>
    /// <param name="marksY">How its marks are written.</param>
    public Chart(
        Page page, string description, Func<double, double, Axis> x, Func<double, Func<double, string>> marksX, double largestY,
        Func<double, Func<double, string>> marksY)
    {
        _page = page;
        Y = Axis.For(largestY, Bottom, Top);
        _textY = marksY(Y.Step);
        _left = 34 + LetterWidth * Y.Marks.Max(mark => _textY(mark).Length);
        X = x(_left, Right);
        _textX = marksX(X.Step);
        page.Add($"<svg viewBox=\"0 0 480 320\" role=\"img\" aria-label=\"{description}\">");
    }

    /// <summary>The horizontal axis.</summary>
    public Axis X { get; }

    /// <summary>The vertical axis.</summary>
    public Axis Y { get; }

    /// <summary>Draws grid, marks and titles.</summary>
    public Chart Axes(string titleX, string titleY)
    {
        foreach (var mark in Y.Marks)
        {
            var y = Y.Place(mark);
            _page.Add($"<line class=\"grid\" x1=\"{_left}\" x2=\"{Right}\" y1=\"{y}\" y2=\"{y}\"/>");
            _page.Add($"<text x=\"{_left - 8}\" y=\"{y + 4}\" text-anchor=\"end\">{_textY(mark)}</text>");
        }

        foreach (var mark in X.Marks)
            _page.Add($"<text x=\"{X.Place(mark)}\" y=\"{Bottom + 20}\" text-anchor=\"middle\">{_textX(mark)}</text>");
        _page.Add($"<line class=\"axis\" x1=\"{_left}\" x2=\"{Right}\" y1=\"{Bottom}\" y2=\"{Bottom}\"/>");
        _page.Add($"<text x=\"{(_left + Right) / 2}\" y=\"{Bottom + 44}\" text-anchor=\"middle\">{titleX}</text>");
        _page.Add($"<text transform=\"translate(14 {(Top + Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{titleY}</text>");
        return this;
    }

    /// <summary>Draws a line through points; those beyond the horizontal end are left out.</summary>
    public Chart Line(string kind, IEnumerable<(double X, double Y)> points)
    {
        _page.AddMarkup($"<polyline class=\"{kind}\" points=\"{Points(points.Where(point => point.X <= X.Maximum * (1 + 1e-9)))}\"/>");
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
        var flip = place > 300;
        _page.Add($"<line class=\"{kind}\" x1=\"{place}\" x2=\"{place}\" y1=\"{height}\" y2=\"{Bottom}\"/>");
        _page.Add($"<text x=\"{place + (flip ? -6 : 6)}\" y=\"{height + 10}\" text-anchor=\"{(flip ? "end" : "start")}\">{text}</text>");
        return this;
    }

    /// <summary>Marks a point.</summary>
    public Chart Point(double x, double y, string text)
    {
        var (px, py) = (X.Place(x), Y.Place(y));
        var (flip, low) = (px > 280, py > Bottom - 34);
        _page.Add($"<circle class=\"dot\" cx=\"{px}\" cy=\"{py}\" r=\"6\"/>");
        _page.Add($"<text class=\"strong\" x=\"{px + (flip ? -12 : 12)}\" y=\"{py + (low ? -12 : 20)}\" ");
        _page.Add($"text-anchor=\"{(flip ? "end" : "start")}\">{text}</text>");
        return this;
    }

    /// <summary>Ends the drawing.</summary>
    public void End() => _page.AddMarkup("</svg>");

    private string Points(IEnumerable<(double X, double Y)> points) =>
        string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X.Place(p.X):0.#},{Y.Place(p.Y):0.#}")));
}
