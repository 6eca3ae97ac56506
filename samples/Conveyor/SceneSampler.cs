namespace Freeze.Samples.Conveyor;

/// <summary>Draws scenes: most are easy, some are middling, a few are hard.</summary>
internal static class SceneSampler
{
    private const ulong ScenePurpose = 1;

    // What a kind is usually made of. About half of the parts are; the others may be of any material.
    private static readonly Colour[] s_usual =
    [
        new(0.62f, 0.64f, 0.68f), new(0.78f, 0.62f, 0.28f), new(0.74f, 0.76f, 0.78f), new(0.36f, 0.38f, 0.44f), new(0.50f, 0.58f, 0.74f),
        new(0.80f, 0.46f, 0.18f), new(0.86f, 0.88f, 0.90f), new(0.78f, 0.24f, 0.20f), new(0.34f, 0.56f, 0.44f), new(0.74f, 0.44f, 0.30f),
    ];

    public static Scene Sample(ulong seed, long index)
    {
        var random = SplitMix.For(seed, index, ScenePurpose);
        var kind = (Part)random.Below(s_usual.Length);
        float hardness = Hardness(ref random);
        var scene = new Scene { Litter = new Litter[8] };

        scene.Part = SamplePart(ref random, kind, hardness);
        SampleBelt(ref random, ref scene, hardness);
        SampleCamera(ref random, ref scene, hardness);
        SampleClutter(ref random, ref scene, hardness);
        return scene;
    }

    /// <summary>How far from the centre a part of this scale may lie along the belt and still be in view, in pixels.</summary>
    public static float Reach(float scale) => MathF.Max(1.5f, 14.5f - scale);

    private static float Hardness(ref SplitMix random)
    {
        float u = random.Unit(), v = random.Unit();
        return u < 0.55f ? 0.22f * v : u < 0.84f ? 0.22f + (0.36f * v) : 0.58f + (0.42f * v);
    }

    private static Item SamplePart(ref SplitMix random, Part kind, float hardness)
    {
        // Feeders line up most parts along the belt; the others lie as they fell.
        bool aligned = random.Chance(0.7f - (0.6f * hardness));
        float scale = random.Between(10.5f - (5.0f * hardness), 13.0f - (5.0f * hardness));
        float tumble = random.Unit(), wobble = random.Around(0.04f);
        return new Item
        {
            Kind = kind,
            Scale = scale,
            Turn = aligned ? wobble : tumble,
            X = random.Around(Reach(scale)),
            Y = random.Around((0.6f + (0.4f * hardness)) * Reach(scale)),
            Colour = Material(ref random, kind, hardness),
            Gloss = random.Between(0.2f, 1f),
        };
    }

    private static Colour Material(ref SplitMix random, Part kind, float hardness)
    {
        bool usual = random.Chance(0.55f - (0.35f * hardness));
        int other = random.Below(s_usual.Length);
        var c = s_usual[usual ? (int)kind : other];
        float tone = random.Between(0.85f, 1.12f), tint = 0.04f + (0.08f * hardness);
        return new(tone * (c.R + random.Around(tint)), tone * (c.G + random.Around(tint)), tone * (c.B + random.Around(tint)));
    }

    private static void SampleBelt(ref SplitMix random, ref Scene scene, float hardness)
    {
        float tone = random.Between(0.12f, 0.24f + (0.2f * hardness)), green = random.Around(0.03f), blue = random.Around(0.04f);
        scene.Belt = new(tone, tone + green, tone + blue);
        scene.BeltPhase = random.Between(0, 64);
        scene.RibStrength = random.Between(0, 0.25f + (0.4f * hardness));
    }

    private static void SampleCamera(ref SplitMix random, ref Scene scene, float hardness)
    {
        float dim = hardness * random.Unit();
        scene.LightTurn = random.Unit();
        scene.Gain = random.Between(0.92f, 1.10f) * (1 - (0.68f * dim));
        scene.Warmth = random.Around(0.05f + (0.12f * hardness));
        scene.Falloff = random.Between(0, 0.012f + (0.018f * hardness));
        scene.Shadow = random.Between(0.2f, 0.6f);
        scene.BlurX = random.Between(0, 0.10f + (0.24f * hardness));
        scene.BlurY = random.Between(0, 0.06f + (0.20f * hardness));
        scene.BlurPasses = hardness > 0.6f ? 1 + random.Below(3) : 1;
        scene.Noise = random.Between(1.5f, 4f + (20f * hardness * hardness));
    }

    private static void SampleClutter(ref SplitMix random, ref Scene scene, float hardness)
    {
        scene.LitterCount = random.Below(1 + (int)(hardness * 8.9f));
        for (int i = 0; i < scene.LitterCount; i++)
        {
            float x = random.Around(16), y = random.Around(16);
            scene.Litter[i] = new Litter
            {
                Ax = x, Ay = y, Bx = x + random.Around(5), By = y + random.Around(5),
                Radius = random.Between(0.3f, 1.3f), Tone = random.Between(0.05f, 0.8f),
            };
        }

        // A neighbour that reaches into the view from an edge, and an arm in front of the lens.
        float side = random.Chance(0.5f) ? 1 : -1;
        scene.HasOther = random.Chance(0.75f * hardness);
        scene.Other = SamplePart(ref random, (Part)random.Below(s_usual.Length), hardness);
        scene.Other.X = random.Around(16);
        scene.Other.Y = side * random.Between(17f, 21f);
        bool arm = random.Chance(0.7f * hardness * hardness);
        scene.ArmTurn = random.Unit();
        scene.ArmOffset = random.Between(1f, 9f);
        scene.ArmHalfWidth = arm ? random.Between(1f, 3f + (2f * hardness)) : 0;
        scene.ArmTone = random.Between(0.02f, 0.5f);
    }
}
