namespace Freeze.Samples.Conveyor;

/// <summary>
/// Signed distances to simple shapes, negative inside. Only additions, products and square roots are used, which IEEE 754 defines
/// to the last bit, so that a frame is the same on every machine; the math library's sine is not.
/// </summary>
internal static class Geometry
{
    public static float Length(float x, float y) => MathF.Sqrt((x * x) + (y * y));

    public static float Circle(float x, float y, float radius) => Length(x, y) - radius;

    public static float Box(float x, float y, float halfWidth, float halfHeight)
    {
        float dx = MathF.Abs(x) - halfWidth, dy = MathF.Abs(y) - halfHeight;
        return Length(MathF.Max(dx, 0), MathF.Max(dy, 0)) + MathF.Min(MathF.Max(dx, dy), 0);
    }

    public static float Segment(float x, float y, float ax, float ay, float bx, float by)
    {
        float ux = bx - ax, uy = by - ay, vx = x - ax, vy = y - ay;
        float t = Math.Clamp(((vx * ux) + (vy * uy)) / ((ux * ux) + (uy * uy)), 0f, 1f);
        return Length(vx - (t * ux), vy - (t * uy));
    }

    public static float Hexagon(float x, float y, float apothem)
    {
        x = MathF.Abs(x);
        y = MathF.Abs(y);
        return MathF.Max((x * 0.8660254f) + (y * 0.5f), y) - apothem;
    }

    /// <summary>Sine and cosine of an angle in turns, by polynomial; good to about 1e-6.</summary>
    public static (float Sin, float Cos) Turn(float turns)
    {
        float quarter = (turns - MathF.Floor(turns)) * 4;
        int quadrant = (int)quarter;
        float a = (quarter - quadrant) * 1.57079633f, q = a * a;
        float s = a * (1 - (q / 6 * (1 - (q / 20 * (1 - (q / 42 * (1 - (q / 72))))))));
        float c = 1 - (q / 2 * (1 - (q / 12 * (1 - (q / 30 * (1 - (q / 56 * (1 - (q / 90)))))))));
        return (quadrant & 3) switch { 0 => (s, c), 1 => (c, -s), 2 => (-s, -c), _ => (-c, s) };
    }

    /// <summary>0 below <paramref name="from"/>, 1 above <paramref name="to"/>, smooth between.</summary>
    public static float Smooth(float from, float to, float x)
    {
        float t = Math.Clamp((x - from) / (to - from), 0f, 1f);
        return t * t * (3 - (2 * t));
    }
}
