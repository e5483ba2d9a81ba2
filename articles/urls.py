"""Every address of the archive. They are permanent (docs/architecture.md, "Pages")."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import path, register_converter

from articles import feeds, sitemaps
from articles.api import api
from articles.pages.about import views as about_views
from articles.pages.account import views as accounts_views
from articles.pages.article import citations, differences, offline_copy, related
from articles.pages.article import views as article_views
from articles.pages.calendar import views as calendar_views
from articles.pages.compare import views as comparing_views
from articles.pages.dates import FourDigits, TwoDigits
from articles.pages.exports import views as exports_views
from articles.pages.filing import views as filed_views
from articles.pages.front import views as front_views
from articles.pages.outlets import views as outlets_views
from articles.pages.pictures import views as pictures_views
from articles.pages.removed import views as removed_views
from articles.pages.search import views as searching_views
from articles.pages.selection import views as selections_views

register_converter(FourDigits, "yyyy")
register_converter(TwoDigits, "nn")
register_converter(filed_views.NameInAddress, "name")

urlpatterns = [
    path("", front_views.home, name="home"),
    path("archive/", calendar_views.archive, name="archive"),
    path("archive/undated/", calendar_views.undated, name="undated"),
    path("archive/<yyyy:year>/", calendar_views.year, name="year"),
    path("archive/<yyyy:year>/<nn:month>/", calendar_views.month, name="month"),
    path("archive/<yyyy:year>/<nn:month>/<nn:day>/", calendar_views.day, name="day"),
    path("archive/<yyyy:year>/<nn:month>/<nn:day>/feed/", feeds.day_feed, name="day_feed"),
    path("sources/", outlets_views.sources, name="sources"),
    path("sources/<slug:slug>/", outlets_views.source, name="source"),
    path("sources/<slug:slug>/feed/", feeds.source_feed, name="source_feed"),
    path("sources/<slug:slug>/sections/<name:name>/", filed_views.section, name="section"),
    path("sources/<slug:slug>/sections/<name:name>/feed/", feeds.section_feed, name="section_feed"),
    path("sources/<slug:slug>/changed/", related.changed, name="source_changed"),
    path("articles/<slug:public_id>/", article_views.article, name="article"),
    path("articles/<slug:public_id>/cite.<slug:kind>", citations.cite, name="cite"),
    path("articles/<slug:public_id>/original/<slug:sha256>/", article_views.original, name="original"),
    path("articles/<slug:public_id>/versions/<slug:old>..<slug:new>/", differences.difference, name="difference"),
    path("articles/<slug:public_id>/story/", related.story, name="story"),
    path("articles/<slug:public_id>/offline.html", offline_copy.offline, name="offline"),
    path("articles/<slug:public_id>/linking/", related.linking, name="linking"),
    path("tags/", filed_views.tags, name="tags"),
    path("tags/<name:name>/", filed_views.tag, name="tag"),
    path("tags/<name:name>/feed/", feeds.tag_feed, name="tag_feed"),
    path("changed/", related.changed, name="changed"),
    path("removed/", removed_views.removed, name="removed"),
    path("removed/feed/", feeds.removed_feed, name="removed_feed"),
    path("search/", searching_views.search, name="search"),
    path("search/selection/", exports_views.pick_all, name="search_selection"),
    path("search/export.<slug:kind>", exports_views.export, name="search_export"),
    path("search/feed/", feeds.search_feed, name="search_feed"),
    path("selection/", selections_views.selection, name="selection"),
    path("search/help/", searching_views.search_help, name="search_help"),
    path("compare/", comparing_views.compare, name="compare"),
    path("compare/data.<slug:kind>", comparing_views.data, name="compare_data"),
    path("opensearch.xml", searching_views.opensearch, name="opensearch"),
    path("pictures/", pictures_views.pictures, name="pictures"),
    path("pictures/<slug:sha256>/", pictures_views.picture, name="picture"),
    path("pictures/<slug:sha256>/<int:width>/", pictures_views.thumbnail, name="thumbnail"),
    path("pictures/<slug:sha256>/articles/", pictures_views.photograph, name="photograph"),
    path("about/", about_views.about, name="about"),
    path("feed/", feeds.archive_feed, name="feed"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap, {"sitemaps": sitemaps.SITEMAPS}, name="sitemap_section"),
    path("robots.txt", about_views.robots, name="robots"),
    path("api/", api.urls),
    path("account/", accounts_views.account, name="account"),
    path("account/login/", accounts_views.LogIn.as_view(), name="login"),
    path("account/logout/", accounts_views.log_out, name="log_out"),
    path("account/password/", accounts_views.ChangePassword.as_view(), name="password"),
    # One way in and one way out: the admin's own pages know of no limit to wrong passwords, and leave the browser as it is.
    path("admin/login/", accounts_views.LogIn.as_view()),
    path("admin/logout/", accounts_views.log_out),
    path("admin/", admin.site.urls),
]
