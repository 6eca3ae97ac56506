using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Freeze.Bench.Soak;

/// <summary>Sends pictures and compares every answer with what a generation that may have answered gives.</summary>
internal sealed class SoakClient(HttpClient http, History history, IReadOnlyList<Picture> pictures, int[] known)
{
    private const int MostTries = 50;

    private long _early, _differ;

    /// <summary>Early answers to frames of streams, and how many of them differ from the whole network's.</summary>
    public (long Early, long Differ) StreamAnswers => (Interlocked.Read(ref _early), Interlocked.Read(ref _differ));

    /// <summary>Sends one picture with its own media type; raw ones with their size now and then.</summary>
    public Task OneAsync(int number, Tally tally, bool hasSize, ImageInput input)
    {
        var at = known[number % known.Length];
        var path = hasSize && pictures[at].Type == Picture.Raw ? $"/predict?width={input.Width}&height={input.Height}" : "/predict";
        return SendAsync(path, () => Part(pictures[at]), [at], stream: null, tally);
    }

    /// <summary>Sends pictures as the parts of one body.</summary>
    public Task SeveralAsync(int number, int count, Tally tally)
    {
        int[] some = [.. Enumerable.Range(0, count).Select(i => known[(number + i) % known.Length])];
        return SendAsync("/predict", Body, some, stream: null, tally);

        HttpContent Body()
        {
            var body = new MultipartFormDataContent();
            foreach (var at in some) body.Add(Part(pictures[at]), "image", at.ToString(CultureInfo.InvariantCulture));
            return body;
        }
    }

    /// <summary>Sends the next frame of a stream.</summary>
    public Task FrameAsync(int number, string stream, Tally tally)
    {
        var at = number % pictures.Count;
        return SendAsync("/predict", () => Part(pictures[at]), [at], stream, tally);
    }

    private static ByteArrayContent Part(Picture picture)
    {
        var content = new ByteArrayContent(picture.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue(picture.Type);
        return content;
    }

    private async Task SendAsync(string path, Func<HttpContent> body, int[] sent, string? stream, Tally tally)
    {
        var first = history.Start;
        for (var tries = 1; ; tries++)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = body() };
                if (stream is not null) request.Headers.Add("X-Stream-Id", stream);
                using var response = await http.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    tally.Answer(sent.Length, Stopwatch.GetElapsedTime(start));
                    Check(text, sent, history.Since(first), stream is not null, tally);
                    return;
                }

                if (response.Headers.RetryAfter is null || tries == MostTries)
                {
                    tally.Lose($"{(int)response.StatusCode} {text}");
                    return;
                }

                tally.Refuse();
                await Task.Delay(100);
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException or IOException)
            {
                tally.Lose(error.Message);
                return;
            }
        }
    }

    private void Check(string text, int[] sent, Generation[] possible, bool isStream, Tally tally)
    {
        using var json = JsonDocument.Parse(text);
        var answers = json.RootElement.GetProperty("predictions");
        if (answers.GetArrayLength() != sent.Length)
        {
            tally.Wrongly($"{answers.GetArrayLength()} answers to {sent.Length} pictures");
            return;
        }

        for (var i = 0; i < sent.Length; i++)
        {
            var (at, answer) = (sent[i], (Class: answers[i].GetProperty("class").GetInt32(), Exit: answers[i].GetProperty("exit").GetString()!));
            if (isStream && answer.Exit != Prediction.End) CheckEarly(at, answer.Class, possible);
            else if (!Array.Exists(possible, g => isStream ? g.Classes[at] == answer.Class : g.Answers[at] == answer))
                tally.Wrongly($"picture {at}: {answer}, expected one of {string.Join(", ", possible.Select(g => g.Answers[at]))}");
        }
    }

    // A stream's early answers depend on what it saw; what it promises is a share.
    private void CheckEarly(int at, int answer, Generation[] possible)
    {
        Interlocked.Increment(ref _early);
        if (!Array.Exists(possible, generation => generation.Classes[at] == answer)) Interlocked.Increment(ref _differ);
    }
}
