using static Freeze.Samples.Conveyor.Geometry;

namespace Freeze.Samples.Conveyor;

/// <summary>The ten kinds of parts on the belt; the value is the label.</summary>
public enum Part
{
    /// <summary>A hexagon bolt lying on its side.</summary>
    Bolt,

    /// <summary>A hexagon nut.</summary>
    Nut,

    /// <summary>A washer: a wide disc with a small hole.</summary>
    Washer,

    /// <summary>A gear with eight teeth.</summary>
    Gear,

    /// <summary>A coil spring lying on its side.</summary>
    Spring,

    /// <summary>An L-shaped bracket with two holes.</summary>
    Bracket,

    /// <summary>A plain round pin.</summary>
    Pin,

    /// <summary>A domed cap without a hole.</summary>
    Cap,

    /// <summary>A rectangular plate with four holes.</summary>
    Plate,

    /// <summary>A thin ring.</summary>
    Ring,
}

/// <summary>The outlines of the parts, about one unit in radius.</summary>
internal static class PartShape
{
    public static float Distance(Part part, float x, float y) => part switch
    {
        Part.Bolt => Bolt(x, y),
        Part.Nut => MathF.Max(Hexagon(x, y, 0.8f), -Circle(x, y, 0.38f)),
        Part.Washer => MathF.Max(Circle(x, y, 0.85f), -Circle(x, y, 0.36f)),
        Part.Gear => Gear(x, y),
        Part.Spring => Spring(x, y),
        Part.Bracket => Bracket(x, y),
        Part.Pin => Segment(x, y, -0.85f, 0, 0.85f, 0) - 0.17f,
        Part.Cap => Circle(x, y, 0.82f),
        Part.Plate => Plate(x, y),
        _ => MathF.Abs(Length(x, y) - 0.76f) - 0.12f,
    };

    private static float Bolt(float x, float y)
    {
        float thread = MathF.Abs((x * 5) - MathF.Floor(x * 5) - 0.5f) * 0.12f;
        return MathF.Min(Box(x + 0.72f, y, 0.22f, 0.5f), Box(x - 0.15f, y, 0.75f, 0.17f + thread));
    }

    private static float Gear(float x, float y)
    {
        // Folded into one eighth of the plane: a tooth on the axis and its neighbour at 45 degrees.
        float u = MathF.Abs(x), v = MathF.Abs(y);
        if (v > u)
        {
            (u, v) = (v, u);
        }

        float tooth = Box(u - 0.78f, v, 0.18f, 0.12f);
        float next = Box(((u + v) * 0.70710678f) - 0.78f, (u - v) * 0.70710678f, 0.18f, 0.12f);
        float body = MathF.Min(Circle(x, y, 0.66f), MathF.Min(tooth, next));
        return MathF.Max(body, -Circle(x, y, 0.24f));
    }

    private static float Spring(float x, float y)
    {
        float u = (x / 0.46f) - MathF.Floor(x / 0.46f);
        float coil = Segment(MathF.Abs(u - 0.5f) * 0.46f, y, 0, -0.42f, 0.23f, 0.42f) - 0.085f;
        return MathF.Max(coil, MathF.Abs(x) - 0.95f);
    }

    private static float Bracket(float x, float y)
    {
        float arms = MathF.Min(Box(x, y - 0.52f, 0.8f, 0.24f), Box(x + 0.56f, y, 0.24f, 0.76f));
        return MathF.Max(arms, -MathF.Min(Circle(x - 0.48f, y - 0.52f, 0.12f), Circle(x + 0.56f, y + 0.46f, 0.12f)));
    }

    private static float Plate(float x, float y)
        => MathF.Max(Box(x, y, 0.88f, 0.6f), -Circle(MathF.Abs(x) - 0.6f, MathF.Abs(y) - 0.34f, 0.14f));
}
