using static Freeze.Samples.Conveyor.Geometry;

namespace Freeze.Samples.Conveyor;

/// <summary>What the camera makes of a scene: the lamp's light, blur, noise, and eight bits a channel.</summary>
internal static class Sensor
{
    private const int Size = ConveyorRenderer.Size;

    public static void Expose(in Scene scene, SplitMix noise, Span<float> light, Span<byte> rgb)
    {
        Illuminate(scene, light);
        for (int pass = 0; pass < scene.BlurPasses; pass++)
        {
            Blur(light, scene.BlurX, step: 3, line: Size * 3);
            Blur(light, scene.BlurY, step: Size * 3, line: 3);
        }

        // Six bytes a draw, two for each channel: their sum is a triangle, near enough to a bell.
        float scale = scene.Noise / 104.5f;
        for (int at = 0; at < ConveyorRenderer.FrameBytes; at += 3)
        {
            ulong bits = noise.Bits();
            for (int c = 0; c < 3; c++, bits >>= 16)
            {
                int grain = (int)(bits & 255) + (int)((bits >> 8) & 255) - 255;
                rgb[at + c] = (byte)Math.Clamp((light[at + c] * 255) + (grain * scale) + 0.5f, 0f, 255f);
            }
        }
    }

    private static void Illuminate(in Scene scene, Span<float> light)
    {
        var (lampY, lampX) = Turn(scene.LightTurn);
        for (int y = 0, at = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++, at += 3)
            {
                float gain = scene.Gain * (1 + (scene.Falloff * (((x - 15.5f) * lampX) + ((y - 15.5f) * lampY))));
                light[at] *= gain * (1 + scene.Warmth);
                light[at + 1] *= gain;
                light[at + 2] *= gain * (1 - scene.Warmth);
            }
        }
    }

    /// <summary>Mixes each value with its two neighbours <paramref name="step"/> apart, in every line of the image.</summary>
    private static void Blur(Span<float> light, float weight, int step, int line)
    {
        for (int start = 0; start < Size; start++)
        {
            for (int c = 0; c < 3; c++)
            {
                int at = (start * line) + c;
                float before = light[at];
                for (int i = 0; i < Size; i++, at += step)
                {
                    float here = light[at], after = i + 1 < Size ? light[at + step] : here;
                    light[at] = here + (weight * (before + after - (2 * here)));
                    before = here;
                }
            }
        }
    }
}
