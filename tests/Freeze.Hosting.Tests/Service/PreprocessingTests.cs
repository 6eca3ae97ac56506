using System.Text.Json;
using Freeze.Imaging;
using Freeze.Runtime.Tests.Models;
using Freeze.Samples.Service;
using Microsoft.Extensions.DependencyInjection;
using StbImageWriteSharp;

namespace Freeze.Hosting.Tests.Service;

/// <summary>
/// Uploads are turned, made grey, resized and cropped as the definition says, and raw images of the network's size are not.
/// </summary>
public sealed class PreprocessingTests : IDisposable
{
    private const int Width = 13, Height = 9;

    // The service and the program beside it run the same code.
    private const double Tolerance = 1e-6;

    private readonly string _folder = Directory.CreateTempSubdirectory("freeze-service-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task A_grey_network_that_crops_upright_pictures() => Check<GreyEcho>(GreyEcho.Image, null);

    [Fact]
    public Task A_network_with_blue_first_that_stretches_pictures_as_stored() =>
        Check<StoredEcho>(StoredEcho.Image, [.. Enumerable.Range(0, 60).Select(i => i / 90f)]);

    private async Task Check<T>(ImageInput input, float[]? mean)
        where T : EchoNet, new()
    {
        EchoNet.Write(_folder, input, mean);
        using var net = new T();
        net.Open(_folder, new() { Threads = 1 });
        string[] line = ["--model", _folder, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"];
        await using var app = ServiceApp.Build<T>(line);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };

        var rgb = new byte[Width * Height * 3];
        new Random(4).NextBytes(rgb);
        var photo = Photo(rgb);
        var image = ImageFile.Decode(photo, orientation: input.Orientation);
        Assert.Equal(input.Orientation == Orientation.Exif ? (Height, Width) : (Width, Height), (image.Width, image.Height));
        await Same(Prepared(image.Rgb, image.Width, image.Height), photo, "image/jpeg");
        await Same(Prepared(rgb, Width, Height), Frames.Png(rgb, Width, Height), "image/png");
        await Same(Prepared(rgb, Width, Height), rgb, "application/octet-stream", $"?width={Width}&height={Height}");

        // Two images of the network's own size and channels, which a cropping network would crop if it were told their size.
        var own = rgb[..(2 * input.Values)];
        await Same(own, own, "application/octet-stream");
        await Same(own[..input.Values], own[..input.Values], "application/octet-stream");
        await Same(Prepared(own[..input.Values], 5, 4), own[..input.Values], "application/octet-stream", "?width=5&height=4");

        // In the host without the service.
        var service = app.Services.GetRequiredService<FreezeService>();
        Equal(net.Predict(Prepared(rgb, Width, Height)), await service.PredictAsync(rgb, Width, Height));
        var first = new Pixels(own.AsMemory(0, input.Values), 5, 4) { IsPrepared = true };
        Equal(net.Predict(first.Rgb.Span), (await service.PredictAsync([first]))[0]);
        await Assert.ThrowsAsync<FreezeException>(async () => await service.PredictAsync([new Pixels(own, 5, 4) { IsPrepared = true }]));

        byte[] Prepared(byte[] picture, int width, int height)
        {
            var prepared = new byte[input.Values];
            input.Prepare(picture, width, height, prepared);
            return prepared;
        }

        async Task Same(byte[] images, byte[] body, string type, string query = "")
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new(type);
            using var response = await client.PostAsync(new Uri("/predict" + query, UriKind.Relative), content);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, text);
            using var json = JsonDocument.Parse(text);
            var answers = json.RootElement.GetProperty("predictions").EnumerateArray().ToArray();
            var expected = new Prediction[images.Length / input.Values];
            net.Predict(images, expected);
            Assert.Equal(expected.Length, answers.Length);
            foreach (var (prediction, answer) in expected.Zip(answers))
            {
                Assert.Equal(prediction.Class, answer.GetProperty("class").GetInt32());
                Assert.Equal(prediction.Score, answer.GetProperty(prediction.IsEarly ? "agreement" : "probability").GetSingle(), Tolerance);
            }
        }
    }

    private static void Equal(Prediction expected, Prediction actual)
    {
        Assert.Equal(expected.Class, actual.Class);
        Assert.Equal(expected.Score, actual.Score, Tolerance);
    }

    // A photograph whose camera was turned by a quarter.
    private static byte[] Photo(byte[] rgb)
    {
        using var file = new MemoryStream();
        new ImageWriter().WriteJpg(rgb, Width, Height, ColorComponents.RedGreenBlue, file, 95);
        byte[] exif = [.. "Exif\0\0MM\0*\0\0\0\u0008"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. file.ToArray()[2..]];
    }

    /// <summary>One channel, cropped.</summary>
    public sealed class GreyEcho() : EchoNet(Image)
    {
        /// <summary>What it takes.</summary>
        public static readonly ImageInput Image = new(1, 4, 5) { ShorterSide = 6, Deviation = [0.1f] };
    }

    /// <summary>Three channels, blue first, with a mean image.</summary>
    public sealed class StoredEcho() : EchoNet(Image)
    {
        /// <summary>What it takes.</summary>
        public static readonly ImageInput Image = new(3, 4, 5)
        {
            Order = ChannelOrder.Bgr, MeanImage = true, Orientation = Orientation.AsStored, Deviation = [0.1f, 0.2f, 0.1f],
        };
    }
}
