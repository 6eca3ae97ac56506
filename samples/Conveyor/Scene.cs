namespace Freeze.Samples.Conveyor;

/// <summary>A colour in linear light, 0 to 1.</summary>
internal readonly record struct Colour(float R, float G, float B);

/// <summary>A shape lying on the belt: a part, or a part of one.</summary>
internal struct Item
{
    public Part Kind;
    public float X, Y, Scale, Turn;
    public Colour Colour;

    /// <summary>How much the surface mirrors the light: 0 matt, 1 polished.</summary>
    public float Gloss;
}

/// <summary>A scratch, a shaving or a stain on the belt.</summary>
internal struct Litter
{
    public float Ax, Ay, Bx, By, Radius, Tone;
}

/// <summary>Everything that a frame shows; the renderer adds nothing but the sensor's noise.</summary>
internal struct Scene
{
    public Item Part;
    public Item Other;
    public bool HasOther;
    public Litter[] Litter;

    /// <summary>How many entries of <see cref="Litter"/> count.</summary>
    public int LitterCount;

    /// <summary>A gantry's arm in front of the camera; half width 0 is none. Position and width in pixels.</summary>
    public float ArmTurn, ArmOffset, ArmHalfWidth, ArmTone;

    /// <summary>The belt's own colour, how far it has moved in pixels, and how strong its ribs show.</summary>
    public Colour Belt;
    public float BeltPhase, RibStrength;

    /// <summary>The lamp: direction in turns, brightness, warmth (red against blue), fall-off across the view, shadows.</summary>
    public float LightTurn, Gain, Warmth, Falloff, Shadow;

    /// <summary>The camera: blur along the belt and across it (weight of a neighbour, up to 1/3), passes, and noise in grey levels.</summary>
    public float BlurX, BlurY, Noise;
    public int BlurPasses;
}
