namespace Freeze.Calibration.Reporting;

/// <summary>An axis from zero to a round number.</summary>
internal readonly struct Axis
{
    private readonly double _from;
    private readonly double _to;

    private Axis(double maximum, double step, double from, double to) => (Maximum, Step, _from, _to) = (maximum, step, from, to);

    /// <summary>Largest value.</summary>
    public double Maximum { get; }

    /// <summary>Distance of two marks.</summary>
    public double Step { get; }

    /// <summary>The marks, from zero on.</summary>
    public IEnumerable<double> Marks
    {
        get
        {
            var (step, count) = (Step, (int)Math.Round(Maximum / Step));
            return Enumerable.Range(0, count + 1).Select(i => i * step);
        }
    }

    /// <summary>Makes an axis with about five marks.</summary>
    /// <param name="largest">What it must hold.</param>
    /// <param name="from">Place of zero on the page.</param>
    /// <param name="to">Place of the largest mark.</param>
    public static Axis For(double largest, double from, double to)
    {
        var rough = Math.Max(largest, 1e-9) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        return new Axis(Math.Ceiling(largest / step - 1e-9) * step, step, from, to);
    }

    /// <summary>Place of a value; beyond the end it stays there.</summary>
    public double Place(double value) => _from + (_to - _from) * Math.Clamp(value / Maximum, 0, 1);
}
