"""Generated from nbs/toolbox/exercises.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals())
from gan_course.exercises import (
    DataLoaders, EXERCISES, Exercise, F, GANLearner, Game, Image, LESSONS, MISTAKES, OPTIMIZERS, Path, TimeUp, UserError, Verdict, Words, Wrong,
    _after, _batch, _blame, _blank, _bridge, _by_alarm, _by_hand, _calm, _clean_turn, _codes, _compromise, _decay, _decibels, _double, _endings,
    _equal, _fewer, _field, _field_of, _gain, _game, _given, _grain, _hold, _idle, _in_thread, _kind, _loop, _lot, _padded, _perfect, _push, _resume,
    _right_terms, _roll, _same, _seam, _setup, _shuffle, _slerp, _split, _switch, _tensors, _terms, _truncate, _turns, _twice, _votes, _weights,
    atomic, cache, call, check, choose, combinations, contained, contextlib, ctypes, deepcopy, detail, dis, embedded_photo, exercise, fastai_path,
    fingerprint, from_pil, hint, inspect, jpeg, json, letter, moved, near, need, nn, note_progress, np, number, os, pretrained_dcgan, progress,
    progress_file, psnr, random, read_progress, rng, rng_state, sample, seed_everything, set_rng_state, signal, solution, tensor, threading, time,
    torch, traceback, unfinished, uses, within)


@cells.setup
def _cell_cde38a43():
    'nbs/toolbox/exercises.ipynb #cde38a43'
    global ExceptionExpected, io, re, tempfile, test_eq, tmp
    import io
    import re
    import tempfile

    from fastcore.test import ExceptionExpected, test_eq

    tmp = tempfile.TemporaryDirectory()
    os.environ['GAN_COURSE_EXERCISES'] = str(Path(tmp.name)/'exercises.json')  # the tests must not count as your progress


@cells.test
def test_an_answer_in_words_verdict_solved_good_and_not_verdict():
    'nbs/toolbox/exercises.ipynb #8f768d8b'
    assert Verdict('solved', 'Good.') and not Verdict('wrong', 'No.') and repr(Verdict('blank', 'Edit it.')) == '✎ Not edited yet. Edit it.'
    with ExceptionExpected(UserError, regex="status='maybe'"): Verdict('maybe', '')


@cells.test
def test_endless_code_is_stopped_in_the_main_thread_and_in_another_even_if_it_c():
    'nbs/toolbox/exercises.ipynb #341596b9'
    global endless, start, stubborn, way
    def endless():
        while True: pass

    def stubborn():
        while True:
            try: time.sleep(.01)
            except: break  # leaves the loop only when it is interrupted
        return 'left'

    for way in (_by_alarm, _in_thread):
        if way is _by_alarm and not hasattr(signal, 'setitimer'): continue
        start = time.perf_counter()
        with ExceptionExpected(TimeUp): way(.2, endless)
        assert time.perf_counter() - start < 2
        test_eq(way(.2, stubborn), 'left'); test_eq(way(.2, lambda: 7), 7)
        with ExceptionExpected(ZeroDivisionError): way(.2, lambda: 1/0)


@cells.test
def test_an_alarm_that_was_set_before_rings_after():
    'nbs/toolbox/exercises.ipynb #6a422ba5'
    global old, rang
    if hasattr(signal, 'setitimer'):
        rang = []; old = signal.signal(signal.SIGALRM, lambda *_: rang.append(1)); signal.setitimer(signal.ITIMER_REAL, .3)
        within(.1, lambda: 1); time.sleep(.4); signal.signal(signal.SIGALRM, old)
        test_eq(rang, [1])


@cells.test
def test_was_it_edited_unfinished_o_cell_for_o_in():
    'nbs/toolbox/exercises.ipynb #3de2d240'
    global C, D, cell, f, g
    def f(x):
        "Half of x."
        ...
    def g(x): return x/2
    class C:
        def __init__(self): self.a = 1
        def go(self): ...
    class D:
        def go(self): pass
        def stay(self): return 2
    cell = 'def f(x):\n    "Half of x."\n    ...\nclass C:\n    def __init__(self): self.a = 1\n    def go(self): ...'
    test_eq([unfinished(o, cell) for o in (f, g, C, D, ..., (1, ...), 3, lambda x: x)], ['', None, '', 'go', '', '', None, None])
    test_eq(unfinished(g, 'def g(x): return x/2'), '')


@cells.setup
def _cell_1e262cd7():
    'nbs/toolbox/exercises.ipynb #1e262cd7'
    global TRIED, answer_of, but, unsolved, untold
    def answer_of(key, source):
        "What a cell with this source would hand to `check`."
        names = {}
        exec(LESSONS[key.split('.')[0]][2], names); exec(compile(source, '<cell>', 'exec'), names)
        return eval(exercise(key).answer, names)

    def but(key, *changes):
        "The solution of an exercise with pieces of its text exchanged: old, new, old, new, ..."
        source = exercise(key).given
        for old, new in zip(changes[::2], changes[1::2]): assert old in source, (key, old); source = source.replace(old, new)
        return source

    TRIED = {}
    def untold(wrong):
        "Those wrong answers that do not get the sentence they should."
        out = []
        for key, cases in wrong.items():
            for source, words in cases:
                verdict = exercise(key).check(answer_of(key, source)); TRIED.setdefault(key, []).append((source, verdict.words))
                if verdict.status != 'wrong' or not re.search(words, verdict.words, re.S): out.append((key, source, words, str(verdict)))
        return out

    def unsolved(lesson):
        "Exercises of a lesson that their own solution does not solve, or whose given cell is not seen as unedited."
        out = []
        for key, ex in EXERCISES.items():
            if key.split('.')[0] != lesson: continue
            done, fresh = ex.check(answer_of(key, ex.given)), ex.check(answer_of(key, ex.start))
            if not done or fresh.status != 'blank': out.append((key, str(done), str(fresh)))
        return out


@cells.setup
def _cell_1c633350():
    'nbs/toolbox/exercises.ipynb #1c633350'
    exercise('first_gan.perfect').check(.5)


@cells.setup
def _cell_4f6d2e77():
    'nbs/toolbox/exercises.ipynb #4f6d2e77'
    exercise('first_gan.push').check(lambda logits, saturating: -torch.sigmoid(logits) if saturating else -torch.sigmoid(-logits))


@cells.test
def test_the_first_gan_solutions_pass_typical_mistakes_are_named():
    'nbs/toolbox/exercises.ipynb #69698ecf'
    global loop
    loop = exercise('first_gan.loop').start
    test_eq(unsolved('first_gan'), [])
    test_eq(untold({
        'first_gan.perfect': [('probability = .5', 'equally dense'), ('probability = 1.', 'not a certain one'), ('probability = 3', 'odds'), ('probability = .6', 'true mixture'), ("probability = 'high'", 'should be a number; it is a text'), ('probability = 75', 'between 0 and 1')],
        'first_gan.push': [('push = lambda l, s: -(torch.sigmoid(l) if s else torch.sigmoid(-l))', 'slope itself'), ('push = lambda l, s: torch.sigmoid(-l) if s else torch.sigmoid(l)', "other loss's push"), ('push = lambda l, s: (torch.sigmoid(l) if s else torch.sigmoid(-l)).mean()', 'leave the mean out'),
                           ('push = lambda l, s: l.exp()/(1 + l.exp()) if s else 1/(1 + l.exp())', '`exp.200.` has no place'), ('push = lambda l, s: torch.sigmoid(l/2 if s else -l)', 'change its sign'), ('push = lambda l, s: torch.sigmoid(l if s else -l).float()', 'returned torch.float32; expected torch.float64')],
        'first_gan.loop': [(loop.replace('critic(fake)', 'critic(fake.detach())'), r"2 mistakes: .*own step.*found out"), (loop.replace('critic(fake)', 'critic(fake.detach())').replace('softplus(critic(gen', 'softplus(-critic(gen'), 'one mistake: the critic.s gradients are cleared after'),
                           (but('first_gan.loop', '.detach()', '', 'critic(fake))', 'critic(gen(z)))', 'gen_opt.zero_grad(); gen_loss', 'gen_loss', 'gen_opt.step()', 'gen_opt.step(); gen_opt.zero_grad()'), 'one mistake: .*not detached'),
                           (but('first_gan.loop', 'gen_opt.zero_grad(); ', ''), 'never cleared'), (but('first_gan.loop', '; gen_opt.step()', ''), 'generator has not moved'), (but('first_gan.loop', 'F.softplus(-critic(fake))', '-critic(fake)'), 'differ from the reference'), (but('first_gan.loop', 'critic(fake.detach())', 'critic(fake.clone)'), r'stopped in line 4 of its cell.* with `')],
    }), [])


@cells.test
def test_crappify_solutions_pass_typical_mistakes_are_named():
    'nbs/toolbox/exercises.ipynb #6e79c7f2'
    test_eq(unsolved('crappify'), [])
    test_eq(untold({
        'crappify.twice': [("prediction = 'a'", 'it was given blocks'), ("prediction = 'c'", 'hardly has to round'), ("prediction = 'd'", "one of the letters"), ("prediction = 2", 'letter in quotes')],
        'crappify.lot': [('draw_quality = lambda name, seed, lo=10, hi=70: torch.randint(lo, hi + 1, (1,), generator=rng(seed, name))', 'Python `int`'), ('draw_quality = lambda name, seed, lo=10, hi=70: int(torch.randint(lo, hi + 1, (1,)))', 'in another order'),
                         ('draw_quality = lambda name, seed, lo=10, hi=70: int(torch.randint(lo, hi, (1,), generator=rng(seed, name)))', 'upper bound is excluded'), ('draw_quality = lambda name, seed, lo=10, hi=70: int(torch.randint(lo, hi + 1, (1,), generator=rng(name)))', '`seed` must enter'),
                         ('draw_quality = lambda name, seed, lo=10, hi=70: lo + hash((seed, name)) % (hi - lo + 1)', 'salted'), ('draw_quality = lambda name, seed, lo=10, hi=70: int(torch.randint(lo, hi + 1, (1,), generator=rng(seed)))', 'name must enter'),
                         ('def draw_quality(name, seed, lo=10, hi=70):\n    torch.manual_seed(sum(map(ord, name)) + 1000*seed)\n    return int(torch.randint(lo, hi + 1, (1,)))', 'global random generators'), ('draw_quality = lambda name: 3', 'cannot be called as the task says')],
        'crappify.grain': [(but('crappify.grain', '.clamp(0, 255).byte()', '.to(torch.int64).byte()'), 'white has turned dark'), (but('crappify.grain', 'return jpeg(Image.fromarray(x.round().clamp(0, 255).byte().numpy()), quality)', 'return Image.fromarray(x.round().clamp(0, 255).byte().numpy())'), r'added \*after\* the save'),
                           (but('crappify.grain', 'torch.randn(x.shape, generator=g)', 'torch.rand(x.shape, generator=g)'), 'levels brighter'), (but('crappify.grain', ', generator=g', ''), 'draw all noise from `g`'), (but('crappify.grain', 'strength*', 'strength/10*'), 'standard deviation in levels'), (but('crappify.grain', 'return jpeg', 'jpeg'), 'Is a `return` missing'), ('grainy = lambda im, strength, quality, g: jpeg(im.resize((64, 64)), quality)', 'pair it with the original')],
    }), [])


@cells.test
def test_u_net_solutions_pass_typical_mistakes_are_named():
    'nbs/toolbox/exercises.ipynb #b477c1d8'
    test_eq(unsolved('unet'), [])
    test_eq(untold({
        'unet.compromise': [('squared, absolute = .3, .3', 'median'), ('squared, absolute = .5, 0', 'mean'), ('squared, absolute = 0, .3', 'never was in any photo'), ('squared, absolute = 30, 0', 'between 0 and 1')],
        'unet.shuffle': [('shuffle = lambda x, r: x.reshape(len(x), -1, x.shape[2]*r, x.shape[3]*r)', 'order in which they lay in memory'), (but('unet.shuffle', '0, 1, 4, 2, 5, 3', '0, 1, 4, 3, 5, 2'), 'rows and columns inside each square'), (but('unet.shuffle', '0, 1, 4, 2, 5, 3', '0, 1, 2, 4, 3, 5'), 'mosaic'),
                         ('shuffle = lambda x, r: F.pixel_shuffle(x, r)', 'ready-made'), (but('unet.shuffle', 'x.reshape(n, c//r**2, r, r, h, w)', 'x.reshape(n, r, r, c//r**2, h, w)', '0, 1, 4, 2, 5, 3', '0, 3, 4, 1, 5, 2'), 'colours are mixed up'), (but('unet.shuffle', '    return x', '    x'), 'returned nothing'), ('shuffle = lambda x, r: x', r'returned shape \(1, 4, 2, 3\); expected \(1, 1, 4, 6\)')],
        'unet.calm': [('def start_calm(net):\n    for p in net.parameters(): nn.init.zeros_(p)', r'layers \[0, 2, 4\]|layers \[0, 2\]'), (but('unet.calm', '    nn.init.zeros_(net[-1].bias)', ''), 'its bias is not'), (but('unet.calm', 'nn.init.zeros_(net[-1].weight)', 'nn.init.normal_(net[-1].weight, std=1e-4)'), 'Small is not zero'),
                      ('def start_calm(net): return nn.Sequential(net, nn.Conv2d(3, 3, 1))', 'keeps the old one'), (exercise('unet.calm').given + '\n    net.requires_grad_(False)', 'not frozen')],
        'unet.bridge': [(but('unet.bridge', 'n_small + n_bridge', 'n_small', 'torch.cat([up, bridge], 1)', 'up'), 'takes 6 channels'), (but('unet.bridge', 'size=bridge.shape[-2:]', 'scale_factor=2'), 'a factor of 2 fits even sizes only'), (but('unet.bridge', '[up, bridge], 1', '[up, bridge], 0'), 'cannot be laid side by side'), (but('unet.bridge', '[up, bridge], 1', '[up, torch.zeros_like(bridge)], 1'), 'does not depend on `bridge`'),
                        (but('unet.bridge', ', padding=1', ''), r'returned shape \(2, 5, 6, 6\)'), (but('unet.bridge', 'nn.Conv2d(n_small + n_bridge, n_out, 3, padding=1)', '...'), 'still a `...`|no convolution')],
    }), [])


@cells.test
def test_critic_solutions_pass_typical_mistakes_are_named():
    'nbs/toolbox/exercises.ipynb #73172c79'
    test_eq(unsolved('critic'), [])
    test_eq(untold({
        'critic.fewer': [('pixels = 20', 'also sees `detail`'), ('pixels = 21', 'Not quite a half'), ('pixels = 30', 'a window of k adds')],
        'critic.field': [('field = lambda layers: 1 + sum(k - 1 for k, s in layers)', 'as if all layers worked at full size'), (but('critic.field', '        step *= stride\n', '', 'size += (window - 1)*step ', 'step *= stride; size += (window - 1)*step '), 'already counts for its own window'), (but('critic.field', '(window - 1)', 'window'), r'\(window - 1\) times')],
        'critic.gain': [(but('critic.gain', 'return (w @ v).norm()', 'return (w.T @ (w @ v)).norm()'), 'its square'), ('gain = lambda w, steps=100: w.norm()', 'Frobenius'), ('gain = lambda w, steps=100: w.abs().max()', 'largest weight'), ('gain = lambda w, steps=100: torch.linalg.svdvals(w)[0]', 'solves the whole problem'), (but('critic.gain', '; u = u/u.norm()', '', '; v = v/v.norm()', ''), 'soon no float can hold it'),
                        ('def gain(w, steps=100):\n    v = torch.randn(w.shape[1], dtype=w.dtype)\n    for _ in range(steps): v = w @ v; v = v/v.norm()\n    return (w @ v).norm()', 'stopped in line 3'), (but('critic.gain', '.norm()\n', '.norm()\n', 'return (w @ v).norm()', 'return w @ v'), 'one number')],
        'critic.votes': [('accuracy = lambda real, fake: torch.cat([real > 0, fake < 0]).float().mean()', 'one vote, from its mean'), (but('critic.votes', '> 0', '> .5'), 'border is the logit 0'), (but('critic.votes', '> 0', '< 0', 'fake_logits.mean((1, 2, 3)) < 0', 'fake_logits.mean((1, 2, 3)) > 0'), 'Higher means more real'), ('accuracy = lambda real, fake: ((real.mean((1, 2, 3)) > 0).float().mean() + (fake.mean((1, 2, 3)) < 0).float().mean())/2', 'average the two shares'), (but('critic.votes', '> 0', '>= 0'), 'has no sign')],
    }), [])


@cells.test
def test_gan_learner_solutions_pass_typical_mistakes_are_named():
    'nbs/toolbox/exercises.ipynb #b412a34a'
    global game, hold
    hold, game = exercise('learner.hold').start, exercise('learner.game')
    test_eq(unsolved('learner'), [])
    test_eq(untold({
        'learner.roll': [("prediction = 'a'", 'a zero is an observation|gradient of zero is an observation'), ("prediction = 'b'", 'shrinks as well')],
        'learner.hold': [(hold.replace('False', 'True'), 'in the very first turn'), (but('learner.hold', 'p.grad = None', 'p.grad.zero_()'), 'momentum rolls on'), (but('learner.hold', '    opt.step()\n', '    opt.step()\n    other.requires_grad_(False)\n'), 'no longer learn'), (but('learner.hold', '    opt.step()\n', ''), 'did not move in turn 1')],
        'learner.switch': [(but('learner.switch', "'gen' if self.batch % 3 else 'critic'", "'critic' if self.batch % 3 else 'gen'"), 'The critic begins'), (but('learner.switch', "[o for o in players if o == now]", "['critic', 'gen', 'gen']"), 'Only one of them'), (but('learner.switch', '[o for o in players if o == now]', 'now'), 'expected a list of names'), (but('learner.switch', '% 3', '% 2'), 'three batches long'),
                           ('class TwiceGen(FixedSwitcher):\n    n = -1\n    def turns(self, players):\n        self.n += 1\n        return ["gen" if self.n % 3 else "critic"]', 'gives two answers'), ('class TwiceGen:\n    batch = 0\n    def turns(self, players): return ["gen" if self.batch % 3 else "critic"]\n    def played(self, terms): self.batch += 1\n    def state_dict(self): return {}\n    def load_state_dict(self, state): pass', 'restored from a checkpoint')],
        'learner.game': [(but('learner.game', '(self.critic(x) - 1).square().mean() + self.critic(fake.detach()).square().mean()', '(self.critic(fake.detach()) - 1).square().mean() + self.critic(x).square().mean()'), 'targets exchanged'), (but('learner.game', 'fake.detach()', 'fake'), 'walks back into the generator'), (but('learner.game', '(self.critic(fake) - 1)', 'self.critic(fake)'), 'wants its fakes'), (but('learner.game', 'dict(critic=self.critic, gen=self.gen)', 'dict(gen=self.gen, critic=self.critic)'), 'wrong order'),
                         (but('learner.game', '(self.critic(fake) - 1)', '(self.critic(fake).sigmoid() - 1)'), 'squeezed the logits'), (but('learner.game', '(self.critic(x) - 1).square().mean()', '.5*(self.critic(x) - 1).square().mean()', 'self.critic(fake.detach()).square().mean()', '.5*self.critic(fake.detach()).square().mean()'), 'half of it'), (but('learner.game', '(self.critic(fake) - 1).square().mean()', '(self.critic(fake) - 1).square()'), 'take the mean'), (but('learner.game', 'def forward(self, z): return self.gen(z)', 'def forward(self, z): pass'), '`forward` still')][:7],
    }), [])
    test_eq(game.check(answer_of('learner.game', but('learner.game', 'def forward(self, z): return self.gen(z)', 'def forward(self, z): ...'))).words[:31], '`forward` still does nothing: w')


@cells.test
def test_dcgan_solutions_pass_typical_mistakes_are_named():
    'nbs/toolbox/exercises.ipynb #84344165'
    test_eq(unsolved('dcgan'), [])
    test_eq(untold({
        'dcgan.truncate': [("prediction = 'a'", 'linear generator'), ("prediction = 'c'", 'slower than the latents')],
        'dcgan.double': [('kernel, stride, padding = 3, 2, 1', r'7 becomes .* = 13'), ('kernel, stride, padding = 5, 3, 1', 'stride that multiplies'), ('kernel, stride, padding = 2, 2, 0', 'only touch'), ('kernel, stride, padding = 4, 2, 0', 'becomes .* = 16'), ("kernel, stride, padding = 4, 2, 'same'", 'Three whole numbers')],
        'dcgan.decay': [('decay = lambda half_life, bs: .5**(1/half_life)', 'batches of one image'), ('decay = lambda half_life, bs: 1 - .5**(bs/half_life)', r'share of the \*new\* weights'), ('decay = lambda half_life, bs: 1 - bs/half_life/2', 'A straight line|between 0'), ('decay = lambda half_life, bs: float(np.exp(-bs/half_life))', 'name .np. is not defined'), ('decay = lambda half_life, bs: 2.718281828**(-bs/half_life)', 'the answer is a power')],
        'dcgan.slerp': [('slerp = lambda a, b, t: torch.lerp(a, b, t)', 'straight line'), ('def slerp(a, b, t):\n    v = torch.lerp(a, b, t)\n    return v/v.norm()*a.norm()', 'pushed out to the sphere'), (but('dcgan.slerp', 'if angle < 1e-4: return torch.lerp(a, b, t)\n', '\n'), 'not finite'), ('slerp = lambda a, b, t: torch.lerp(b, a, t)', 'weights are exchanged')],
    }), [])


@cells.test
def test_pipeline_solutions_pass_typical_mistakes_are_named():
    'nbs/toolbox/exercises.ipynb #0d856a4c'
    test_eq(unsolved('pipeline'), [])
    test_eq(untold({
        'pipeline.decibels': [('squared_halved, errors_halved = 6, 3', 'the two exchanged'), ('squared_halved, errors_halved = 3, 3', 'a half into a quarter'), ('squared_halved, errors_halved = 2, 6', 'logarithm'), ("squared_halved, errors_halved = 3, 'six'", 'second number should be a number')],
        'pipeline.split': [('def split(files, share, seed):\n    order = torch.randperm(len(files), generator=rng(seed)).tolist(); n = round(share*len(files))\n    return [files[i] for i in order[n:]], [files[i] for i in order[:n]]', 'patches on both sides'), (but('pipeline.split', 'sorted({photo(o) for o in files})', 'list(dict.fromkeys(photo(o) for o in files))'), 'in another order'), (but('pipeline.split', ", generator=rng('split', seed)", ''), 'holds out other photos'),
                           (but('pipeline.split', 'not in held]', 'in held]', 'if photo(o) in held]', 'if photo(o) not in held]').replace('if photo(o) not in held], [o for o in files if photo(o) not in held]', 'if photo(o) in held], [o for o in files if photo(o) not in held]'), 'wrong way round'), (but('pipeline.split', "rng('split', seed)", "rng('split')"), '`seed` must enter'), (but('pipeline.split', 'max(1, round(share*len(photos)))', 'round(share*len(photos))'), 'at least one photo'), (but('pipeline.split', "rsplit('_', 1)[0]", "split('_')[0]"), 'treated as one')],
        'pipeline.resume': [(but('pipeline.resume', 'deepcopy(dict(', '(dict('), 'hands out the weights themselves'), (but('pipeline.resume', 'opt.load_state_dict(state[\'opt\']);', ''), 'the optimizer is not'), (but('pipeline.resume', "average.load_state_dict(state['average'])", 'pass'), 'the moving average is not'), (but('pipeline.resume', "torch.set_rng_state(state['rng'])", 'pass'), 'chance is not'), (but('pipeline.resume', "model.load_state_dict(state['model']); ", ''), "model's weights are not"), (but('pipeline.resume', ', rng=torch.get_rng_state()', ''), "KeyError: 'rng'")],
    }), [])


@cells.test
def test_restore_solutions_pass_typical_mistakes_are_named():
    'nbs/toolbox/exercises.ipynb #b687e7b5'
    test_eq(unsolved('restore'), [])
    test_eq(untold({
        'restore.seam': [('depth = 11', 'whole width'), ('depth = 0', 'given zeros'), ('depth = 3', 'one pixel further')],
        'restore.padded': [(but('restore.padded', "mode='reflect'", "mode='constant'"), 'padded with zeros'), (but('restore.padded', "mode='reflect'", "mode='replicate'"), 'streaks'), (but('restore.padded', '-w % multiple', 'multiple - w % multiple', '-h % multiple', 'multiple - h % multiple'), 'instead of 0'), (but('restore.padded', '(0, -w % multiple, 0, -h % multiple)', '(0, -h % multiple, 0, -w % multiple)'), 'Rows and columns are exchanged'), (but('restore.padded', '[..., :h, :w]', ''), r'returned shape'), (but('restore.padded', '[..., :h, :w]', '[..., -h:, -w:]'), 'same corner')],
        'restore.weights': [(but('restore.weights', '= tent', '= 1'), 'Equal shares'), (but('restore.weights', 'return w/w.sum(0)', 'return w'), 'sum to'), ('def weights(size, starts, tile):\n    w = torch.zeros(len(starts), size)\n    for i, s in enumerate(starts): w[:, s:s + tile] = 0; w[i, s:s + tile] = 1\n    return w', 'begins with a weight of 1'), ('def weights(size, starts, tile):\n    ramp = torch.arange(1., size + 1).expand(len(starts), -1).clone()\n    for i, s in enumerate(starts): ramp[i] = (ramp[i] - s).clamp(min=0); ramp[i, s + tile:] = 0\n    return ramp/ramp.sum(0)', 'ends with a weight of'), (but('restore.weights', 'torch.zeros(len(starts), size)', 'torch.zeros(size, len(starts)).T.contiguous().double()'), 'torch.float64; expected torch.float32')],
    }), [])


@cells.test
def test_other_right_answers_pass_too():
    'nbs/toolbox/exercises.ipynb #315d9ac9'
    global other
    other = {
        'first_gan.push': ['push = lambda l, s: 1/(1 + (-l if s else l).exp())'],
        'first_gan.loop': [but('first_gan.loop', 'fake = gen(z)', 'critic_opt.zero_grad()\n    with torch.no_grad(): fake = gen(z)', 'critic_opt.zero_grad(); critic_loss', 'critic_loss', '-critic(fake)', '-critic(gen(z))'), exercise('first_gan.loop').start.replace('critic(fake)', 'critic(fake.detach())').replace('softplus(critic(gen', 'softplus(-critic(gen').replace('gen_opt.zero_grad()', 'gen_opt.zero_grad(); critic_opt.zero_grad()')],
        'crappify.lot': ['import random\ndraw_quality = lambda name, seed, lo=10, hi=70: random.Random(f"{seed}/{name}").randint(lo, hi)', 'import hashlib\ndraw_quality = lambda name, seed, lo=10, hi=70: lo + int(hashlib.md5(f"{seed}/{name}".encode()).hexdigest(), 16) % (hi - lo + 1)'],
        'crappify.grain': ['def grainy(im, strength, quality, g):\n    a = np.array(im) + strength*torch.randn(3, im.height, im.width, generator=g).permute(1, 2, 0).numpy()\n    return jpeg(Image.fromarray(np.clip(a, 0, 255).astype(np.uint8)), quality)'],
        'unet.shuffle': ['def shuffle(x, r):\n    n, c, h, w = x.shape\n    out = x.new_zeros(n, c//r**2, h*r, w*r)\n    for i in range(r):\n        for j in range(r): out[:, :, i::r, j::r] = x[:, i*r + j::r*r]\n    return out'],
        'unet.calm': ['def start_calm(net):\n    for p in net[-1].parameters(): p.data.zero_()\n    return net'],
        'unet.bridge': [but('unet.bridge', "mode='nearest'", "mode='bilinear'", 'return self.conv(', 'return F.relu(self.conv(', 'bridge], 1))', 'bridge], 1)))'), but('unet.bridge', '[up, bridge]', '[bridge, up]', 'padding=1)', "padding='same', bias=False)")],
        'critic.field': ['def field(layers):\n    size = 1\n    for k, s in reversed(layers): size = (size - 1)*s + k\n    return size'], 'critic.votes': ['accuracy = lambda a, b: ((a.flatten(1).mean(1) > 0).sum().item() + (b.flatten(1).mean(1) < 0).sum().item())/(len(a) + len(b))'],
        'critic.gain': ['def gain(w, steps=100):\n    v = torch.ones(w.shape[1], 1, dtype=w.dtype) + torch.arange(w.shape[1])[:, None]\n    for _ in range(steps): v = w.T @ (w @ v); v = v/v.norm()\n    return float((w @ v).norm())'],
        'learner.hold': ['def turn(loss, opt, player, other):\n    opt.zero_grad()\n    for p, g in zip(player.parameters(), torch.autograd.grad(loss, list(player.parameters()))): p.grad = g\n    opt.step()'],
        'learner.switch': ['class TwiceGen(FixedSwitcher):\n    def __init__(self): super().__init__(); self.left = 0\n    def turns(self, players): return ["gen"] if self.left else ["critic"]\n    def played(self, terms):\n        super().played(terms)\n        self.left = 2 if "critic" in terms else self.left - 1'],
        'learner.game': [but('learner.game', '(self.critic(x) - 1).square().mean()', 'torch.nn.functional.mse_loss(self.critic(x), torch.ones(len(x), 1))')],
        'dcgan.double': ['kernel, stride, padding = 6, 2, 2', 'kernel, stride, padding = 16, 2, 7'], 'dcgan.decay': ['import math\ndecay = lambda half_life, bs: math.exp(-math.log(2)*bs/half_life)'], 'dcgan.slerp': ['from gan_course.dcgan import slerp'],
        'pipeline.split': ['import random\ndef split(files, share, seed):\n    names = sorted({f[:f.rindex("_")] for f in files})\n    held = random.Random(seed).sample(names, max(1, int(share*len(names))))\n    return tuple([f for f in files if (f[:f.rindex("_")] in held) == side] for side in (False, True))'],
        'pipeline.resume': ['import io\ndef keep(*objects):\n    f = io.BytesIO(); torch.save([o.state_dict() for o in objects] + [torch.get_rng_state()], f); return f.getvalue()\ndef restore(state, *objects):\n    *parts, chance = torch.load(io.BytesIO(state))\n    for o, p in zip(objects, parts): o.load_state_dict(p)\n    torch.random.set_rng_state(chance)'],
        'restore.padded': ['def padded(net, x, multiple):\n    h, w = x.shape[2:]\n    up = lambda n: (n + multiple - 1)//multiple*multiple\n    rows, cols = [torch.arange(up(n)) for n in (h, w)]\n    rows, cols = rows.where(rows < h, 2*h - 2 - rows), cols.where(cols < w, 2*w - 2 - cols)\n    return net(x[:, :, rows][..., cols])[:, :, :h, :w]'],
        'restore.weights': ['def weights(size, starts, tile):\n    i = (torch.arange(size) - torch.tensor(starts)[:, None] + .5)/tile\n    w = torch.sin(i.clamp(0, 1)*torch.pi)**2*((i > 0) & (i < 1))\n    return w/w.sum(0)'],
    }
    test_eq([(k, str(v)) for k, cases in other.items() for o in cases if not (v := exercise(k).check(answer_of(k, o)))], [])


@cells.test
def test_code_that_raises_never_ends_ends_the_process_writes_into_its_inputs_ha():
    'nbs/toolbox/exercises.ipynb #6da49dbd'
    global broken, deep, ex, f, later, leave, said, words, writes
    ex = exercise('unet.shuffle'); said = lambda f: ex.check(f).words; ex.seconds = .3
    def deep(x, r): return deep(x, r)
    def leave(x, r): raise SystemExit
    def writes(x, r): x += 1; return x
    def later(x, r): raise NotImplementedError
    def broken(x, r):
        return x.nothing
    assert re.search(r"stopped in line 6 of its cell.*AttributeError: .Tensor. object has no attribute .nothing", said(broken).replace(f'line {broken.__code__.co_firstlineno + 1}', 'line 6'))
    for f, words in ((lambda x, r: endless(), 'still running after 0.3 seconds'), (deep, 'calls itself without end'), (leave, '`SystemExit`'), (writes, 'writes into its input'), (3, 'given an int; it wants the function itself'), ('words', 'given a text'),
                     (lambda x, r: x.tolist(), 'returned a list; expected a tensor'), (lambda x, r: x[0], r'returned shape \(4, 2, 3\)'), (lambda x, r: F.pad(x, (0, 1)).long().reshape(1, -1)[:, :24].reshape(1, 1, 4, 6), 'returned torch.int64; expected torch.float32: .*carry no gradient'), (lambda x, r: x.reshape(1, 1, 4, 6)/0*0, 'not finite'), (lambda x: x, 'cannot be called as the task says')):
        assert re.search(words, said(f)), (words, said(f))
    test_eq([ex.check(o).status for o in (..., None, later)], ['blank']*3); ex.seconds = 8.
    with ExceptionExpected(UserError, regex="exercise='unet.shufle': expected a known name"): exercise('unet.shufle')


@cells.test
def test_a_check_works_outside_the_main_thread_endless_code_included():
    'nbs/toolbox/exercises.ipynb #5a922be4'
    global box, t
    box = []; ex.seconds = .3
    t = threading.Thread(target=lambda: box.extend([ex.check(answer_of(ex.key, ex.given)).status, ex.check(lambda x, r: endless()).words])); t.start(); t.join(20); ex.seconds = 8.
    test_eq(box[0], 'solved'); assert 'still running' in box[1]


@cells.test
def test_a_check_leaves_random_states_gradient_mode_and_dtype_as_they_were():
    'nbs/toolbox/exercises.ipynb #c8f41f4c'
    global after, before, wild
    def wild(logits, saturating):
        seed_everything(1); torch.set_default_dtype(torch.float64); torch.set_grad_enabled(False); random.random(); np.random.rand()
        return logits
    before = rng_state()
    with torch.no_grad(): exercise('first_gan.push').check(wild); assert not torch.is_grad_enabled()
    exercise('dcgan.slerp').check(lambda a, b, t: torch.randn(64)); after = rng_state()
    assert before['python'] == after['python'] and before['numpy'] == after['numpy'] and torch.equal(before['torch'], after['torch'])
    assert torch.is_grad_enabled() and torch.get_default_dtype() == torch.float32


@cells.test
def test_hints_come_in_steps_and_each_has_an_end_a_task_shows_itself():
    'nbs/toolbox/exercises.ipynb #dcb3b7c2'
    global ex, texts
    ex = exercise('restore.weights'); ex.shown = 0
    texts = [str(ex.hint()) for _ in range(3)]
    assert texts[0].startswith('*Hint 1 of 2.*') and texts[1] == texts[2] and 'That was the last one' in texts[1]
    assert 'tent' in str(ex.solution()) and "exercise('restore.weights').check(weights)" in str(ex) and ex.task in ex._repr_markdown_()
    assert all(len(o.hints) >= 2 for o in EXERCISES.values())


@cells.test
def test_progress_is_kept_a_damaged_file_is_set_aside_a_place_that_cannot_be_wr():
    'nbs/toolbox/exercises.ipynb #d2edaa48'
    global ex, out, text
    os.environ['GAN_COURSE_EXERCISES'] = str(Path(tmp.name)/'new'/'p.json'); ex = exercise('critic.fewer'); ex.shown = 0
    ex.check(...); test_eq(read_progress(), {})
    ex.check(20); ex.hint(); ex.check(22); ex.check(21)
    test_eq(read_progress(), {'critic.fewer': dict(tries=3, solved=1, hints=1)})
    assert '| 03 Critic pretrain | 1 of 4 | 1 | 1 | `critic.field` |' in str(progress())
    test_eq([o.name for o in progress_file().parent.iterdir()], ['p.json'])
    for text in ('{"critic', '[1]', '{"a": {"tries": "many"}}'):
        progress_file().write_text(text)
        with contextlib.redirect_stdout(io.StringIO()) as out: test_eq(read_progress(), {})
        assert 'was damaged' in out.getvalue(); test_eq((Path(tmp.name)/'new'/'p.damaged.json').read_text(), text)
        assert ex.check(22); test_eq(read_progress()['critic.fewer']['tries'], 1)
    (Path(tmp.name)/'file').write_text(''); os.environ['GAN_COURSE_EXERCISES'] = str(Path(tmp.name)/'file'/'p.json')
    with contextlib.redirect_stdout(io.StringIO()) as out: assert ex.check(22)
    assert 'could not be kept' in out.getvalue()
    os.environ['GAN_COURSE_EXERCISES'] = str(Path(tmp.name)/'exercises.json')


@cells.setup
def _cell_b5f90a96():
    'nbs/toolbox/exercises.ipynb #b5f90a96'
    progress()
