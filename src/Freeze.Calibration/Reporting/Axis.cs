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

    /// <summary>
    /// Makes a logarithmic axis with marks at 1, 2 and 5; where those would be too many, at its ends and at powers of ten between them.
    /// </summary>
    /// <param name="smallest">What it must hold; above zero.</param>
    /// <param name="largest">What it must hold.</param>
    /// <param name="from">Place of the smallest mark on the page.</param>
    /// <param name="to">Place of the largest mark.</param>
    public static Axis Logarithmic(double smallest, double largest, double from, double to)
    {
        const int most = 9;
        const double closest = 0.13;
        var (first, last) = ((int)Math.Floor(Math.Log10(smallest)), (int)Math.Ceiling(Math.Log10(largest)));
        double[] powers = [.. Enumerable.Range(first, last - first + 1).Select(power => Math.Pow(10, power))];
        double[] all = [.. powers.SelectMany(power => new[] { power, 2 * power, 5 * power })];
        var low = Math.Max(0, Array.FindLastIndex(all, mark => mark <= smallest));
        var high = Math.Max(low + 1, Array.FindIndex(all, mark => mark >= largest));
        var marks = all[low..(high + 1)];
        if (marks.Length > most)
        {
            double Share(double value) => Math.Log(value / all[low]) / Math.Log(all[high] / all[low]);
            marks = [all[low], .. powers.Where(power => Share(power) is >= closest and <= 1 - closest), all[high]];
        }

        return new Axis(true, marks, marks[0], from, to);
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
