namespace Freeze.Calibration.Reporting;

/// <summary>An axis between round numbers that holds all of its values.</summary>
internal sealed class Axis
{
    private readonly double _minimum, _from, _to;
    private readonly bool _isLogarithmic;

    private Axis(bool isLogarithmic, double[] marks, double step, double from, double to)
    {
        (_isLogarithmic, Marks, Step, _from, _to) = (isLogarithmic, marks, step, from, to);
        (_minimum, Maximum) = (marks[0], marks[^1]);
    }

    /// <summary>Largest value.</summary>
    public double Maximum { get; }

    /// <summary>What the digits of the marks must tell apart: the distance of two marks, or the smallest one.</summary>
    public double Step { get; }

    /// <summary>The marks, from the smallest on.</summary>
    public IReadOnlyList<double> Marks { get; }

    /// <summary>Makes an axis from zero with about five marks.</summary>
    /// <param name="largest">What it must hold.</param>
    /// <param name="from">Place of zero on the page.</param>
    /// <param name="to">Place of the largest mark.</param>
    public static Axis For(double largest, double from, double to)
    {
        var rough = Math.Max(largest, 1e-9) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        var count = Math.Max(1, (int)Math.Ceiling(largest / step - 1e-9));
        return new Axis(false, [.. Enumerable.Range(0, count + 1).Select(i => i * step)], step, from, to);
    }

    /// <summary>Makes a logarithmic axis with marks at 1, 2 and 5, or at powers of ten where those would be too many.</summary>
    /// <param name="smallest">What it must hold; above zero.</param>
    /// <param name="largest">What it must hold.</param>
    /// <param name="from">Place of the smallest mark on the page.</param>
    /// <param name="to">Place of the largest mark.</param>
    public static Axis Logarithmic(double smallest, double largest, double from, double to)
    {
        const int most = 9;
        var marks = Between([1, 2, 5]);
        if (marks.Length > most) marks = Between([1]);
        return new Axis(true, marks, marks[0], from, to);

        double[] Between(double[] digits)
        {
            var (first, last) = ((int)Math.Floor(Math.Log10(smallest)), (int)Math.Ceiling(Math.Log10(largest)));
            var powers = Enumerable.Range(first, last - first + 1).Select(power => Math.Pow(10, power));
            double[] all = [.. powers.SelectMany(power => digits.Select(digit => digit * power))];
            var (low, high) = (Array.FindLastIndex(all, mark => mark <= smallest), Array.FindIndex(all, mark => mark >= largest));
            return all[Math.Max(low, 0)..(Math.Max(high, low + 1) + 1)];
        }
    }

    /// <summary>Place of a value; beyond an end it stays there.</summary>
    public double Place(double value) => _from + (_to - _from) * Math.Clamp(Share(value), 0, 1);

    /// <summary>Value at a share of the axis' length, the opposite of <see cref="Place"/>.</summary>
    public double At(double share) =>
        _isLogarithmic ? _minimum * Math.Pow(Maximum / _minimum, share) : _minimum + (Maximum - _minimum) * share;

    /// <summary>How far along the axis a value is: 0 at its begin, 1 at its end.</summary>
    public double Share(double value) =>
        _isLogarithmic ? Math.Log(value / _minimum) / Math.Log(Maximum / _minimum) : (value - _minimum) / (Maximum - _minimum);
}
