using static Freeze.Samples.Conveyor.Geometry;

namespace Freeze.Samples.Conveyor;

/// <summary>Paints a scene in linear light: belt, litter, parts with their shadows, and what is in front of the lens.</summary>
internal static class Painter
{
    private const int Size = ConveyorRenderer.Size;

    public static void Paint(in Scene scene, Span<float> light)
    {
        PaintBelt(scene, light);
        if (scene.HasOther)
        {
            PaintItem(scene, scene.Other, light);
        }

        PaintItem(scene, scene.Part, light);
        for (int i = 0; i < scene.LitterCount; i++)
        {
            PaintLitter(scene.Litter[i], light);
        }

        if (scene.ArmHalfWidth > 0)
        {
            PaintArm(scene, light);
        }
    }

    private static void PaintBelt(in Scene scene, Span<float> light)
    {
        for (int y = 0, at = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++, at += 3)
            {
                // Ribs across the belt, eight pixels apart, that travel with it.
                float u = (x + scene.BeltPhase) * 0.125f;
                float rib = MathF.Abs(u - MathF.Floor(u) - 0.5f) * 2;
                float tone = 1 + (scene.RibStrength * ((rib * rib) - 0.33f));
                light[at] = tone * scene.Belt.R;
                light[at + 1] = tone * scene.Belt.G;
                light[at + 2] = tone * scene.Belt.B;
            }
        }
    }

    private static void PaintItem(in Scene scene, in Item item, Span<float> light)
    {
        var (sin, cos) = Turn(item.Turn);
        var (lampY, lampX) = Turn(scene.LightTurn);

        // The lamp's direction as the part sees it, to find which edges face it and where the shadow falls.
        float lx = (cos * lampX) + (sin * lampY), ly = (cos * lampY) - (sin * lampX);
        float inverse = 1 / item.Scale, edge = 0.6f * inverse;
        float centreX = (Size / 2f) + item.X - 0.5f, centreY = (Size / 2f) + item.Y - 0.5f, radius = (1.25f * item.Scale) + 2;
        int top = Math.Clamp((int)(centreY - radius), 0, Size), bottom = Math.Clamp((int)(centreY + radius) + 1, 0, Size);
        int left = Math.Clamp((int)(centreX - radius), 0, Size), right = Math.Clamp((int)(centreX + radius) + 1, 0, Size);

        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                float dx = (x - centreX) * inverse, dy = (y - centreY) * inverse;
                float u = (cos * dx) + (sin * dy), v = (cos * dy) - (sin * dx);
                float distance = PartShape.Distance(item.Kind, u, v);
                float towards = PartShape.Distance(item.Kind, u + (0.16f * lx), v + (0.16f * ly));
                var pixel = light.Slice(((y * Size) + x) * 3, 3);

                float shade = 1 - (scene.Shadow * Smooth(0.1f, -0.1f, towards));
                float cover = Smooth(edge, -edge, distance);
                float facing = Math.Clamp((towards - distance) / 0.16f, -1f, 1f);
                float bevel = item.Kind == Part.Cap ? (u * lx) + (v * ly) : facing * Math.Clamp(1 + (distance / 0.2f), 0f, 1f);
                float tone = 0.85f + (0.35f * bevel);
                float shine = item.Gloss * 0.35f * Smooth(0.5f, 1f, bevel);

                pixel[0] = Mix(pixel[0] * shade, (tone * item.Colour.R) + shine, cover);
                pixel[1] = Mix(pixel[1] * shade, (tone * item.Colour.G) + shine, cover);
                pixel[2] = Mix(pixel[2] * shade, (tone * item.Colour.B) + shine, cover);
            }
        }
    }

    private static void PaintLitter(in Litter litter, Span<float> light)
    {
        for (int y = 0, at = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++, at += 3)
            {
                float distance = Segment(x - 15.5f, y - 15.5f, litter.Ax, litter.Ay, litter.Bx, litter.By) - litter.Radius;
                if (distance < 0.6f)
                {
                    Cover(light.Slice(at, 3), litter.Tone, Smooth(0.6f, -0.6f, distance));
                }
            }
        }
    }

    private static void PaintArm(in Scene scene, Span<float> light)
    {
        var (sin, cos) = Turn(scene.ArmTurn);
        for (int y = 0, at = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++, at += 3)
            {
                float across = ((x - 15.5f) * cos) + ((y - 15.5f) * sin) - scene.ArmOffset;
                Cover(light.Slice(at, 3), scene.ArmTone, Smooth(0.7f, -0.7f, MathF.Abs(across) - scene.ArmHalfWidth));
            }
        }
    }

    private static void Cover(Span<float> pixel, float tone, float cover)
    {
        pixel[0] = Mix(pixel[0], tone, cover);
        pixel[1] = Mix(pixel[1], tone, cover);
        pixel[2] = Mix(pixel[2], tone, cover);
    }

    private static float Mix(float from, float to, float share) => from + ((to - from) * share);
}
